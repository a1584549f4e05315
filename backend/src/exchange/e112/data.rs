//! What a card says of the caller's place, in all the forms in which it may say so.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use vnr_shared::call::ecall::{self, ECall};
use vnr_shared::call::position::best;
use vnr_shared::call::{CallPosition, Card, aml};
use vnr_shared::problem::{Fault, FaultCode};
use vnr_shared::time::DateTime;

/// A card, read.
#[derive(Debug, Default)]
pub struct Read {
    /// Every position, the platform's own first.
    pub positions: Vec<CallPosition>,
    /// The best of them.
    pub best: Option<CallPosition>,
    /// What the vehicle sent.
    pub ecall: Option<ECall>,
    /// What could not be read.
    pub warnings: Vec<Fault>,
}

/// Reads the location message and the vehicle's data of a card. Never fails.
pub fn read(card: &Card, now: DateTime) -> Read {
    let mut read = Read { positions: card.positions.clone(), ..Read::default() };
    if let Some(text) = &card.aml {
        match aml::parse(text) {
            Ok(message) => {
                read.positions.extend(CallPosition::of_aml(&message));
                if !message.doubts.is_empty() {
                    read.warnings.push(Fault::new("aml", FaultCode::PartlyUnreadable));
                }
            }
            Err(error) => {
                tracing::info!(%error, card = card.number, "e112.aml.unreadable");
                read.warnings.push(Fault::new("aml", FaultCode::Unreadable));
            }
        }
    }
    if let Some(text) = &card.msd {
        match bytes(text).map(|bytes| ecall::read(&bytes)) {
            Some(Ok(msd)) => {
                read.positions.extend(CallPosition::of_ecall(&msd));
                read.ecall = Some(msd.shown());
            }
            unreadable => {
                tracing::info!(error = ?unreadable, card = card.number, "e112.msd.unreadable");
                read.warnings.push(Fault::new("msd", FaultCode::Unreadable));
            }
        }
    }
    read.best = best(&read.positions, now).and_then(|i| read.positions.get(i).copied());
    read
}

/// Bytes written in hexadecimal or base64. A message in hexadecimal is base64 of something else as well, so that is tried
/// first: nothing that vehicles send has only the letters A to F in base64.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    hex::decode(&plain)
        .ok()
        .or_else(|| STANDARD.decode(&plain).ok())
        .or_else(|| STANDARD_NO_PAD.decode(&plain).ok())
        .or_else(|| URL_SAFE_NO_PAD.decode(&plain).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MSD: &str = "02251C0680E30A51439E2955D43800800437F80A3105669023F8A71166932185B004150043C040";

    #[test]
    fn the_vehicles_data_is_read_in_both_forms() {
        let whole = bytes(MSD).unwrap();
        assert_eq!(bytes(&STANDARD.encode(&whole)), Some(whole.clone()));
        assert_eq!(bytes(&format!("{}\n {}", &MSD[..20], &MSD[20..])), Some(whole));
        assert_eq!(bytes("nav!"), None);
    }
}
