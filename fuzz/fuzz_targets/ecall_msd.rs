//! Whatever bytes a vehicle sends: reading them ends, and what was read is written so that it reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vnr_shared::call::ecall;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(msd) = ecall::read(bytes) {
        let _ = msd.shown();
        assert_eq!(ecall::read(&ecall::write(&msd)), Ok(msd));
    }
});
