//! Words of the search.

crate::messages! {
    /// Words of the search.
    Sea {
        Clock: "Reaģēšanas laiks", "Response time";
        OneEvent: "Viena lielā notikuma", "Of one major event";
        Title: "Notikumu meklēšana", "Search of incidents";
        Words: "Vārdi vai numurs", "Words or number";
        WordsHint: "apraksts, piezīmes, adrese", "description, notes, address";
        Number: "Reģistrācijas numurs", "Registration number";
        Type: "Veids", "Type";
        TypeHint: "arī virsraksti", "headings too";
        Status: "Statuss", "Status";
        OpenState: "Vai slēgts", "Whether closed";
        OpenBoth: "visi", "any";
        OpenYes: "Tikai atvērtie", "Open only";
        OpenNo: "Tikai slēgtie", "Closed only";
        Category: "Kategorija", "Category";
        Owner: "Atbildīgā iestāde", "Institution responsible";
        Sensitivity: "Pieejamība", "Access";
        Any: "visi", "any";
        From: "Saņemts no", "Received from";
        To: "Saņemts līdz", "Received until";
        DayHint: "24.11.2026.", "24.11.2026.";
        Place: "Vieta", "Place";
        Address: "Adrese", "Address";
        Territory: "Teritorijas ATVK kods", "ATVK code of the territory";
        TerritoryHint: "7 cipari", "7 digits";
        TakeExtent: "Tikai kartē redzamajā", "Only what the map shows";
        NoMap: "Vispirms atveriet karti konsolē.", "Open the map on the console first.";
        ExtentTaken: "Platums {}", "Latitude {}";
        ExtentLon: "garums {}", "longitude {}";
        Vehicle: "Transportlīdzeklis", "Vehicle";
        Plate: "Numura zīme", "Plate";
        OneVehicle: "Viens konkrēts transportlīdzeklis", "One particular vehicle";
        Persons: "Persona", "Person";
        PersonName: "Vārds, uzvārds vai nosaukums", "Name";
        PersonCode: "Personas kods vai reģistrācijas numurs", "Personal code or registration number";
        OnePerson: "Viena konkrēta persona", "One particular person";
        Purpose: "Nolūks", "Purpose";
        PurposeWhy: "Meklēšana pēc personas ir personas datu apstrāde: likums prasa nolūku, un tas paliek žurnālā.", "Searching by person processes personal data: the law asks for the purpose, and it is kept in the journal.";
        Search: "Meklēt", "Search";
        Clear: "Notīrīt", "Clear";
        ToWords: "Uz meklējamiem vārdiem", "To the words";
        Results: "Atrastie notikumi", "Incidents found";
        Found: "{} notikumu|{} notikums|{} notikumi", "{} incidents|{} incident|{} incidents";
        FoundMore: "Pirmie {}; ir vēl", "The first {}; there are more";
        More: "Rādīt vēl", "Show more";
        None: "Nekas neatbilst. Atstājiet mazāk nosacījumu vai pārbaudiet laiku.", "Nothing matches. Leave out a condition or check the time.";
        StatePurpose: "Norādiet nolūku, un meklēšana sāksies.", "State the purpose and the search begins.";
        BadAddress: "Adresē ir nezināmi meklēšanas nosacījumi; tie nav ņemti vērā.", "The address holds unknown conditions; they were left out.";
        ColumnCategory: "Kat.", "Cat.";
        ColumnNumber: "Numurs", "Number";
        ColumnReceived: "Saņemts", "Received";
        ColumnType: "Veids", "Type";
        ColumnPlace: "Vieta un apraksts", "Place and description";
        ColumnStatus: "Statuss", "Status";
        ColumnOwner: "Atbild", "Responsible";
        NextRow: "Nākamais notikums", "Next incident";
        PreviousRow: "Iepriekšējais notikums", "Previous incident";
        OpenCard: "Atvērt kartīti", "Open the card";
    }
}
