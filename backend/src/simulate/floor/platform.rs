//! The 112 platform as the simulator plays it: callers and trainers become cards.

use std::time::Duration;

use vnr_shared::call::{CONTRACT, CallPosition, Caller, Card, CardAnswer, CardStatus};
use vnr_shared::page::to_query;
use vnr_shared::place::{PlaceHit, PlaceSource};

use super::callers::Said;
use super::control::Injected;
use super::dress::{Dress, dress};
use super::tally::Book;
use crate::client::{Api, Retries};
use crate::clock::{Clock, Ids, SystemClock, SystemIds};
use crate::terminal::out;

/// The 112 platform.
#[derive(Debug, Clone, Copy)]
pub struct Platform<'a> {
    /// The machine account.
    pub api: &'a Api,
    /// Whose account looks up addresses: the platform's may only send cards.
    pub clerk: &'a Api,
    /// Where is counted.
    pub book: &'a Book,
    /// Tries that had to be repeated.
    pub retries: &'a Retries,
    /// How long a card is sent again.
    pub patience: Duration,
    /// What the numbers of the cards begin with.
    pub name: &'a str,
    /// Seed of what the platform knows beside the words.
    pub seed: u64,
}

impl Platform<'_> {
    /// Sends a caller's card. Returns the version that takes it back, and after what time, where it is going to be.
    pub async fn card(self, number: u64, said: Said) -> Option<(Duration, Card)> {
        let known = self.book.open().card(self.number(number), said.event);
        let Dress { positions, aml, msd, withdrawn } =
            dress(self.seed.wrapping_add(number), &said, SystemClock.now());
        let card = Card {
            caller: Caller { number: said.caller, name: String::new() },
            services: said.services.iter().map(|&code| code.to_owned()).collect(),
            type_code: Some(said.type_code),
            address: said.address,
            text: said.text,
            positions,
            aml,
            msd,
            ..self.empty(number)
        };
        if !self.send(&card).await {
            return None;
        }
        let mut book = self.book.open();
        book.repeated += u64::from(known);
        book.located += u64::from(card.aml.is_some());
        book.vehicles += u64::from(card.msd.is_some());
        withdrawn.map(|after| (after, Card { version: 2, status: CardStatus::Withdrawn, ..card }))
    }

    /// Takes a card back.
    pub async fn withdraw(self, card: Card) {
        if self.send(&card).await {
            let mut book = self.book.open();
            book.withdrawn += 1;
            // It is a version of a card that was counted.
            book.cards -= 1;
        }
    }

    /// Sends a trainer's call: where the address search finds the place, with a position, and otherwise without one.
    pub async fn inject(self, number: u64, call: Injected) {
        let query = to_query(&serde_json::json!({ "q": call.address, "limit": 1 }));
        let path = format!("/api/places/search?{query}");
        let found: Result<Vec<PlaceHit>, _> =
            self.clerk.get_patiently(&path, self.patience, self.retries).await;
        let hit = found.ok().and_then(|hits| hits.into_iter().next());
        let position = hit.as_ref().map(|hit| CallPosition {
            lat: hit.lat,
            lon: hit.lon,
            radius_m: None,
            source: PlaceSource::Caller,
            confidence: None,
            at: Some(SystemClock.now()),
        });
        if position.is_none() {
            out("the address search does not know the place: the call comes without a position");
        }
        let services = if call.services.is_empty() { vec!["VP".to_owned()] } else { call.services };
        let address = hit.map_or(call.address, |hit| hit.address);
        let card = Card {
            services,
            address,
            text: call.text,
            positions: position.into_iter().collect(),
            ..self.empty(number)
        };
        if self.send(&card).await {
            self.book.open().injected += 1;
            out(&format!("card {} is sent to {}", card.number, card.services.join(", ")));
        }
    }

    fn number(self, number: u64) -> String {
        format!("{}-{number}", self.name)
    }

    /// A card that says nothing yet.
    fn empty(self, number: u64) -> Card {
        Card {
            contract: CONTRACT,
            platform: "112".to_owned(),
            number: self.number(number),
            version: 1,
            status: CardStatus::Active,
            received_at: SystemClock.now(),
            services: Vec::new(),
            caller: Caller::default(),
            language: "lv".to_owned(),
            type_code: None,
            address: String::new(),
            text: String::new(),
            positions: Vec::new(),
            aml: None,
            msd: None,
        }
    }

    async fn send(self, card: &Card) -> bool {
        let path = "/api/intake/112";
        let key = SystemIds.id();
        let sent: Result<CardAnswer, _> =
            self.api.post_patiently(path, key, card, self.patience, self.retries).await;
        let mut book = self.book.open();
        match sent {
            Ok(_) => {
                book.cards += 1;
                true
            }
            Err(failure) => {
                book.cards_refused += 1;
                book.refuse(&failure);
                false
            }
        }
    }
}
