//! Words of the log-in.

crate::messages! {
    /// Words of the log-in.
    LoginText {
        Title: "Vienotais notikumu reģistrs", "Unified Event Register";
        LogIn: "Pieslēgties", "Log in";
        Login: "Lietotājvārds", "User name";
        Password: "Parole", "Password";
        Code: "Vienreizējais kods", "One-time code";
        CodeHint: "6 cipari no autentifikatora", "6 digits from the authenticator";
        Device: "Ierīces nosaukums", "Name of this device";
        DeviceHint: "redzams sesiju sarakstā un žurnālā", "shown in your sessions and the journal";
        WithPasskey: "Ar piekļuves atslēgu", "With a passkey";
        WithOidc: "Ar iestādes kontu", "With the institution's account";
        Working: "Pieslēdzas…", "Logging in…";
        Locked: "Ekrāns ir aizslēgts. Darbs palicis, kā bija.", "The screen is locked. The work is as you left it.";
        Unlock: "Turpināt", "Go on";
        OtherPerson: "Cits lietotājs", "Someone else";
        Notice: "Katra darbība tiek reģistrēta. Datus drīkst skatīt tikai dienesta vajadzībām.", "Every action is recorded. Data may be read for official duty only.";
        OtherLanguage: "English", "Latviski";
    }
}
