//! Words of field reports and checks on the tablet.

crate::messages! {
    /// Words of field reports and checks.
    Rpt {
        Way: "Ziņojumi", "Reports";
        CheckWay: "Pārbaude", "Check";
        More: "Vēl", "More";
        New: "Jauns ziņojums", "New report";
        WriteOn: "Rakstīt ziņojumu", "Write a report";
        NoReports: "Jūs vēl neesat rakstījis nevienu ziņojumu.", "You have not written a report yet.";
        NoneHere: "Pie šī notikuma ziņojumu nav.", "There is no report on this incident.";
        NoTitle: "Bez nosaukuma", "Untitled";
        OnDevice: "melnraksts ierīcē", "draft on the device";
        Sending: "gaida nosūtīšanu", "waits to be sent";
        Aside: "nav pieņemts", "not taken";
        Loose: "bez notikuma", "without an incident";
        Title: "Par ko ir ziņojums", "What the report is about";
        Text: "Kas novērots un darīts", "What was seen and done";
        Incident: "Notikums", "Incident";
        NoIncident: "Bez notikuma", "Without an incident";
        WithPlace: "Pievienot manu atrašanās vietu", "Add my position";
        PlaceAt: "Vieta: {}", "Place: {}";
        DropPlace: "Noņemt vietu", "Take the place off";
        PlaceWords: "Vieta vārdos", "The place in words";
        Send: "Sūtīt pārbaudei", "Send to be checked";
        SendEdit: "Sūtīt labojumu", "Send the changes";
        DropEdit: "Atmest izmaiņas", "Discard the changes";
        Tie: "Pievienot notikumam", "Attach to the incident";
        MakeIncident: "Izveidot no ziņojuma notikumu", "Make an incident of the report";
        IncidentBegun: "Notikuma melnraksts ir sākts. Ziņojumu tam pievienos, kad to reģistrēs.", "The draft of an incident was begun. The report will be attached when it is filed.";
        PrintOnline: "Protokolu var izdrukāt, kad ir tīkls.", "The protocol can be printed when there is a network.";
        Both: "Reģistrā ziņojums jau ir citāds. Izvēlieties, kas paliek.", "The report in the register is another by now. Choose what stays.";
        Refused: "Jūsu labojumu reģistrs nepieņēma: {}", "The register did not take your changes: {}";
        TakeMine: "Sūtīt manu tekstu vēlreiz", "Send my text again";
        KeepTheirs: "Atstāt, kā ir reģistrā", "Leave it as the register has it";
        IntoSupplement: "Pārņemt papildinājumā", "Take it into a supplement";
        Again: "Rakstīt vēlreiz kā jaunu", "Write it again as a new one";
        Gone: "Šī ziņojuma šajā ierīcē nav.", "This report is not on this device.";
        Person: "Persona", "Person";
        Plate: "Numurzīme", "Plate";
        Document: "Dokuments", "Document";
        What: "Ko pārbauda", "What is checked";
        AskPerson: "Vārds, uzvārds vai personas kods", "Name or personal code";
        AskPlate: "Numurzīme", "Plate";
        AskDocument: "Dokumenta numurs vai mašīnlasāmās rindas", "Document number or the machine-readable lines";
        Purpose: "Pārbaudes mērķis", "Purpose of the check";
        Traffic: "Satiksmes kontrole", "Traffic check";
        Identity: "Personas noskaidrošana", "Establishing identity";
        Case: "Notikuma noskaidrošana", "Clearing up an incident";
        Run: "Pārbaudīt", "Check";
        Running: "Pārbauda…", "Checking…";
        InRegister: "Pārbaudīts reģistrā {}", "Checked against the register {}";
        OnlyHere: "Reģistrs NAV pārbaudīts: nav tīkla. Meklēts tikai šīs ierīces notikumos ({}), kas saņemti {}.", "The register was NOT checked: no network. Only the incidents on this device were searched ({}), as of {}.";
        NothingHere: "Reģistrs NAV pārbaudīts: nav tīkla, un šajā ierīcē nav neviena notikuma, kurā meklēt.", "The register was NOT checked: no network, and this device holds no incident to search.";
        Journaled: "Pārbaude un tās mērķis ir pierakstīti.", "The check and its purpose are on record.";
        JournaledLater: "Pārbaude un tās mērķis ir pierakstīti ierīcē un tiks nosūtīti.", "The check and its purpose are on record on the device and will be sent.";
        NothingFound: "Nekas nav atrasts.", "Nothing was found.";
        Withheld: "daļa datu nav rādīta", "part of the data is withheld";
        ZoneRead: "Nolasīts dokuments: {}", "Document read: {}";
        ZoneDoubt: "Kontrolcipars nesakrīt. Salīdziniet ar dokumentu.", "A check digit does not fit. Compare with the document.";
        CheckHolder: "Pārbaudīt personu", "Check the person";
        CheckNumber: "Pārbaudīt dokumentu", "Check the document";
        OpenNow: "atvērts", "open";
    }
}
