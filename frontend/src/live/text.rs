//! Words about the link.

crate::messages! {
    /// Words about the link.
    LinkText {
        Link: "Savienojums", "Link";
        Connecting: "Savienojas", "Connecting";
        Live: "Tiešsaistē", "Live";
        Stale: "Kavējas", "Delayed";
        Offline: "Nav savienojuma", "Offline";
        StaleStrip: "Kopš {} no servera nekas nav saņemts. Ekrānā var nebūt jaunākā.", "Nothing heard from the server since {}. The screen may be out of date.";
        OfflineStrip: "Nav savienojuma ar serveri kopš {}. Mēģina atjaunot; ievadītais tiek glabāts šeit.", "No link to the server since {}. Trying again; what you type is kept here.";
        RetryNow: "Mēģināt tūlīt", "Try now";
        Types: "raksta", "typing";
        Age: "Pirms cik sekundēm saņemts pēdējais ziņojums, un cik ilgi pēdējā izmaiņa ceļoja līdz šim ekrānam", "Seconds since the last message, and how long the last change took to this screen";
    }
}
