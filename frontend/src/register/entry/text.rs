//! Words of the entry form.

crate::messages! {
    /// Words of the entry form.
    Ent {
        NewIncident: "Jauns notikums", "New incident";
        File: "Reģistrēt", "File";
        OpenFiled: "Atvērt reģistrēto", "Open what was filed";
        Discard: "Sākt no jauna", "Start afresh";
        SavedAt: "Saglabāts {}", "Saved {}";
        NotSaved: "Pārlūks neļauj saglabāt melnrakstu!", "The browser refuses to keep the draft!";
        Where: "Vieta", "Place";
        Address: "Adrese", "Address";
        AddressExample: "barona 1", "barona 1";
        OrClick: "vai klikšķis kartē", "or a click on the map";
        PlaceNote: "Kā atrast", "How to find it";
        PlaceNoteExample: "ieeja, stāvs, kods, orientieris", "entrance, floor, code, landmark";
        Radius: "Precizitāte, m", "Accuracy, m";
        ChoosePlace: "Izvēlieties adresi no saraksta vai vietu kartē.", "Choose an address from the list or a place on the map.";
        Nearest: "{} m no tuvākās adreses", "{} m from the nearest address";
        NoTerritory: "Teritorija nav zināma", "Territory not known";
        Lks: "LKS-92", "LKS-92";
        Type: "Veids", "Type";
        TypeExample: "kautiņš, zādzība, satiksme…", "fight, theft, traffic…";
        Category: "Kategorija", "Category";
        Clock: "Reaģēšanas laiks {} min", "Response time {} min";
        CategoryOfType: "pēc veida", "by the type";
        Description: "Kas noticis", "What happened";
        Channel: "Saņemšanas veids", "Channel of receipt";
        Received: "Saņemts", "Received";
        ReceivedNow: "tukšs = tagad", "empty = now";
        From: "Noticis no", "Happened from";
        To: "līdz", "until";
        Uncertain: "Laiks ir aptuvens", "The time is approximate";
        Restricted: "Ierobežota pieejamība", "Restricted access";
        Note: "Pirmā piezīme žurnālam", "First note for the log";
        Persons: "Personas", "Persons";
        AddPerson: "Pievienot personu", "Add a person";
        Person: "{}. persona", "Person {}";
        Role: "Statuss notikumā", "Role";
        Given: "Vārds", "Given name";
        Surname: "Uzvārds", "Surname";
        LegalName: "Nosaukums", "Name";
        Code: "Personas kods", "Personal code";
        RegistrationNumber: "Reģistrācijas numurs", "Registration number";
        Born: "Dzimšanas datums", "Date of birth";
        BornExample: "16.11.1975 vai 1975", "16.11.1975 or 1975";
        Phone: "Tālrunis", "Telephone";
        Residence: "Dzīvesvieta", "Residence";
        Marks: "Pazīmes", "Description";
        PersonNote: "Piezīme par lomu", "Note on the role";
        Legal: "Juridiska persona", "Legal person";
        FoundAgain: "Jau reģistrā", "Already in the register";
        Take: "Tā ir šī persona", "It is this person";
        Taken: "Persona no reģistra", "Person from the register";
        NotThis: "Cita persona", "Someone else";
        OnIncidents: "{} notikumos|{} notikumā|{} notikumos", "on {} incidents|on {} incident|on {} incidents";
        Vehicles: "Transportlīdzekļi", "Vehicles";
        AddVehicle: "Pievienot transportlīdzekli", "Add a vehicle";
        Vehicle: "{}. transportlīdzeklis", "Vehicle {}";
        VehicleRole: "Saistība", "Part";
        Plate: "Numura zīme", "Plate";
        Country: "Valsts", "Country";
        Make: "Marka", "Make";
        Model: "Modelis", "Model";
        Colour: "Krāsa", "Colour";
        Objects: "Mantas un dokumenti", "Items and documents";
        AddObject: "Pievienot mantu vai dokumentu", "Add an item or document";
        Object: "{}. manta vai dokuments", "Item {}";
        ObjectKind: "Kas tas ir", "Kind";
        ObjectDescription: "Apraksts", "Description";
        Identifier: "Numurs", "Number";
        Quantity: "Daudzums", "Quantity";
        Purpose: "Notikuma reģistrēšana", "Registering an incident";
    }
}
