//! Words of the console.

crate::messages! {
    /// Words of the console.
    Con {
        OpenIncidents: "Atvērtie notikumi", "Open incidents";
        Filter: "Sašaurināt sarakstu", "Narrow the list";
        FilterHint: "numurs, veids, adrese, apraksts", "number, type, address, description";
        All: "Visi", "All";
        Waiting: "Gaida", "Waiting";
        Mine: "Mūsu", "Ours";
        Shown: "Rāda {} notikumu|Rāda {} notikumu|Rāda {} notikumus", "{} incidents shown|{} incident shown|{} incidents shown";
        Late: "{} nokavētu|{} nokavēts|{} nokavēti", "{} overdue|{} overdue|{} overdue";
        WaitingCount: "{} gaida|{} gaida|{} gaida", "{} waiting|{} waiting|{} waiting";
        OrderChanged: "Secība mainījusies", "The order has changed";
        NewOnes: "{} jaunu|{} jauns|{} jauni", "{} new|{} new|{} new";
        SortNow: "Sakārtot", "Sort now";
        ColumnUrgency: "Kat.", "Cat.";
        ColumnClock: "Laiks", "Clock";
        ColumnNumber: "Numurs", "Number";
        ColumnType: "Veids", "Type";
        ColumnPlace: "Vieta", "Place";
        ColumnStatus: "Statuss", "Status";
        NoneOpen: "Neviens notikums negaida.", "No incident is waiting.";
        NoneMatch: "Neviens notikums neatbilst filtram.", "No incident matches the filter.";
        ClearFilter: "Notīrīt filtru", "Clear the filter";
        NextRow: "Nākamais notikums", "Next incident";
        PreviousRow: "Iepriekšējais notikums", "Previous incident";
        FocusFilter: "Uz filtru", "To the filter";
        Worked: "Izvēlētais notikums", "Selected incident";
        SelectOne: "Izvēlieties notikumu sarakstā vai kartē.", "Select an incident in the list or on the map.";
        OpenCard: "Atvērt kartīti", "Open the card";
        QuickNote: "Piezīme žurnālam", "Note for the log";
        AddNote: "Pievienot", "Add";
        NoteAdded: "Pievienota {}", "Added {}";
        Received: "Saņemts", "Received";
        Responsible: "Atbild", "Responsible";
        PassedTo: "Nodots", "Passed to";
        Uncertain: "±{} m", "±{} m";
        Restricted: "Ierobežota pieejamība", "Restricted";
    }
}
