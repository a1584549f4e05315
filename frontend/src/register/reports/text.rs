//! Words of field reports in the register.

crate::messages! {
    /// Words of field reports in the register.
    Way {
        None: "Ziņojumu nav.", "No reports.";
        NoneWait: "Neviens ziņojums negaida.", "No report waits.";
        Open: "Atvērt", "Open";
        OpenOne: "Atvērt ziņojumu: {}", "Open the report: {}";
        Close: "Aizvērt", "Close";
        Check: "Pārbaudīts, pareizi", "Checked, it is right";
        Return: "Atdot labošanai", "Give back";
        ReturnIt: "Atdot ar šo piezīmi", "Give back with this remark";
        Lock: "Slēgt ziņojumu", "Lock the report";
        Reason: "Kas jālabo", "What is to be changed";
        NoIncident: "bez notikuma", "without an incident";
        Which: "Kuri ziņojumi", "Which reports";
        ToCheck: "Gaida pārbaudi", "Wait to be checked";
        ToLock: "Pārbaudīti", "Checked";
        LockedOnes: "Slēgti", "Locked";
        Changed: "Kamēr lasījāt, ziņojums mainījās. Izlasiet to vēlreiz.", "The report changed while you were reading. Read it again.";
    }
}
