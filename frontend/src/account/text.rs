//! Words of the account page.

crate::messages! {
    /// Words of the account page.
    Acc {
        Account: "Mans konts", "My account";
        Who: "Lietotājs", "User";
        Login: "Lietotājvārds", "User name";
        Institution: "Iestāde", "Institution";
        Roles: "Lomas", "Roles";
        Grants: "Īpašās atļaujas", "Grants";
        SessionUntil: "Sesija beigsies", "The session ends";
        Look: "Valoda un izskats", "Language and theme";
        Language: "Valoda", "Language";
        Latvian: "Latviešu", "Latvian";
        English: "Angļu", "English";
        Theme: "Izskats", "Theme";
        ThemeSystem: "Kā sistēmā", "As the system";
        ThemeDark: "Tumšs", "Dark";
        ThemeLight: "Gaišs", "Light";
        Sessions: "Sesijas un ierīces", "Sessions and devices";
        SessionsWhy: "Ja kādu nepazīstat, izbeidziet to un nomainiet paroli.", "If you do not know one of them, end it and change the password.";
        Device: "Ierīce", "Device";
        NoDevice: "bez nosaukuma", "unnamed";
        Browser: "Pārlūks", "Browser";
        Begun: "Sākta", "Begun";
        LastSeen: "Pēdējoreiz", "Last used";
        ThisOne: "šī sesija", "this session";
        End: "Izbeigt", "End";
        EndOf: "Izbeigt sesiju: {}", "End the session: {}";
        Password: "Parole", "Password";
        Current: "Pašreizējā parole", "Current password";
        New: "Jaunā parole", "New password";
        NewHint: "vismaz 12 rakstzīmes", "at least 12 characters";
        Again: "Jaunā parole vēlreiz", "New password again";
        NotSame: "Abas jaunās paroles nesakrīt.", "The two new passwords differ.";
        Change: "Mainīt paroli", "Change the password";
        Changed: "Parole nomainīta {}. Pārējās sesijas ir izbeigtas.", "Password changed {}. The other sessions have ended.";
        Totp: "Vienreizējie kodi (otrs faktors)", "One-time codes (second factor)";
        TotpWhy: "Pēc iestatīšanas, pieslēdzoties ar paroli, vajadzīgs arī kods no autentifikatora lietotnes.", "Once set up, logging in by password also needs a code from an authenticator app.";
        TotpBegin: "Iestatīt vienreizējos kodus", "Set up one-time codes";
        TotpSecret: "Ievadiet lietotnē šo atslēgu", "Type this key into the app";
        TotpAddress: "vai atveriet lietotnē šo adresi", "or open this address in the app";
        TotpCode: "Kods no lietotnes", "Code from the app";
        TotpConfirm: "Apstiprināt", "Confirm";
        TotpDone: "Vienreizējie kodi ir iestatīti {}.", "One-time codes were set up {}.";
        TotpRemove: "Noņemt vienreizējos kodus", "Remove one-time codes";
        Passkeys: "Piekļuves atslēgas", "Passkeys";
        PasskeysWhy: "Ar piekļuves atslēgu pieslēdzas bez paroles: to glabā tālrunis, dators vai drošības atslēga.", "A passkey logs you in without a password: a phone, a computer or a security key keeps it.";
        PasskeyName: "Atslēgas nosaukums", "Name of the passkey";
        PasskeyAdd: "Pievienot piekļuves atslēgu", "Add a passkey";
        Oidc: "Vienotā pieteikšanās", "Single sign-on";
        OidcWhy: "Sasaistiet kontu ar iestādes identitātes sniedzēju: pēc tam varēsiet pieslēgties arī caur to.", "Tie the account to the identity provider: then you can log in through it too.";
        OidcTie: "Sasaistīt kontu", "Tie the account";
        TotpRemoved: "Vienreizējie kodi noņemti {}.", "One-time codes were removed {}.";
    }
}
