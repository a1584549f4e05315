//! Words that every screen shares.

crate::messages! {
    /// Words that every screen shares.
    Ui {
        KeysOfScreen: "Šī ekrāna taustiņi", "Keys of this screen";
        FilesTheForm: "Iesniegt veidlapu", "File the form";
        NextPart: "Nākamais lauks vai daļa", "Next field or part";
        ThisList: "Rādīt vai slēpt šo sarakstu", "Show or hide this list";
        Close: "Aizvērt", "Close";
        Cancel: "Atcelt", "Cancel";
        Save: "Saglabāt", "Save";
        Retry: "Mēģināt vēlreiz", "Try again";
        Remove: "Noņemt", "Remove";
        Loading: "Ielādē…", "Loading…";
        NoNetwork: "Nav savienojuma ar serveri. Ievadītais ir saglabāts šeit.", "No connection to the server. What you typed is kept here.";
        BadAnswer: "Serveris atbildēja nesaprotami. Pārlādējiet lapu, kad būsiet beidzis iesākto.", "The server's answer could not be understood. Reload the page when you have finished.";
        RequestNumber: "Pieprasījuma numurs: {}", "Request number: {}";
        TimeExample: "14:03 vai 24.11. 14:03", "14:03 or 24.11. 14:03";
        TimeUnread: "Laiku nevar nolasīt.", "The time could not be read.";
        ConflictTitle: "Kamēr labojāt, ierakstu mainīja cits. Katram laukam izvēlieties, kas paliek.", "Someone else changed the record while you were editing. For each field choose what stays.";
        ConflictField: "Lauks", "Field";
        ConflictYours: "Jūsu", "Yours";
        ConflictTheirs: "Reģistrā tagad", "In the register now";
        ConflictChanged: "Mainīts pa šo laiku", "Changed meanwhile";
        ConflictSend: "Saglabāt izvēlēto", "Save what is chosen";
        ConflictBack: "Turpināt labot", "Go on editing";
        EmptyValue: "(tukšs)", "(empty)";
        Yes: "jā", "yes";
        No: "nē", "no";
    }
}
