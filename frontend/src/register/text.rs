//! Words of the register.

crate::messages! {
    /// Words of the register.
    Reg {
        Steps: "Statusa soļi", "Status steps";
        Reason: "Iemesls", "Reason";
        ToInstitution: "Kurai iestādei", "To which institution";
        Choose: "— izvēlieties —", "— choose —";
    }
}
