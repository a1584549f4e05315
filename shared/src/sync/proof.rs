//! Random traces of devices and consoles over a network that loses, repeats and reorders, with servers and devices that
//! crash: nothing acknowledged is lost, nothing is done twice, nobody is overwritten unseen, and all see the same in the end.

use proptest::prelude::*;

use super::world::{Act, Device, FIELDS, Flaw, Register, key};
use super::{Answered, Item, Outcome};

const DEVICES: usize = 3;

/// One thing that happens.
#[derive(Debug, Clone)]
enum Event {
    Act(usize, Act, i64),
    Console(u8, usize, i64),
    Send(usize),
    /// A request arrives; it stays on its way when it is to arrive again; the server dies after so many commands.
    Arrive(usize, bool, usize),
    Answer(usize, bool),
    Lose(usize),
    LoseAnswer(usize),
    Look(usize),
    /// A device is switched off and on: all it has is its store.
    Restart(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let record = prop_oneof![Just(1u8), Just(9), 20u8..24];
    prop_oneof![
        1 => (20u8..24).prop_map(Act::File),
        4 => (record.clone(), 0..FIELDS.len(), 0i64..6).prop_map(|(id, f, v)| Act::Edit(id, 0, FIELDS[f], v)),
        2 => record.prop_map(Act::Note),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => (0..DEVICES, act(), -60i64..60).prop_map(|(d, a, skew)| Event::Act(d, a, skew)),
        2 => (prop_oneof![Just(1u8), 20u8..24], 0..FIELDS.len(), 0i64..6).prop_map(|(r, f, v)| Event::Console(r, f, v)),
        4 => (0..DEVICES).prop_map(Event::Send),
        4 => (0usize..8, any::<bool>(), prop_oneof![4 => Just(usize::MAX), 1 => 0usize..3])
            .prop_map(|(i, again, lives)| Event::Arrive(i, again, lives)),
        4 => (0usize..8, any::<bool>()).prop_map(|(i, again)| Event::Answer(i, again)),
        1 => (0usize..8).prop_map(Event::Lose),
        1 => (0usize..8).prop_map(Event::LoseAnswer),
        2 => (0..DEVICES).prop_map(Event::Look),
        1 => (0..DEVICES).prop_map(Event::Restart),
    ]
}

struct World {
    register: Register,
    devices: Vec<Device>,
    requests: Vec<(usize, Vec<Item<Act>>)>,
    answers: Vec<(usize, Vec<Answered>)>,
    made: usize,
}

impl World {
    fn new(flaw: Flaw) -> Self {
        let register = Register::new(DEVICES, flaw);
        let devices = vec![Device::default(); DEVICES];
        Self { register, devices, requests: Vec::new(), answers: Vec::new(), made: 0 }
    }

    fn happen(&mut self, event: &Event) {
        self.made += 1;
        match *event {
            Event::Act(d, ref act, skew) => self.devices[d].act(key(d, self.made), act, skew),
            Event::Console(id, f, v) => self.register.console(key(DEVICES, self.made), id, FIELDS[f], v),
            Event::Send(d) => {
                let items = self.devices[d].outbox.batch(3).into_iter().cloned().collect();
                self.requests.push((d, items));
            }
            Event::Arrive(i, again, lives) if i < self.requests.len() => {
                let (d, items) = if again { self.requests[i].clone() } else { self.requests.remove(i) };
                self.answers.extend(self.register.sync(d, &items, lives).map(|answers| (d, answers)));
            }
            Event::Answer(i, again) if i < self.answers.len() => {
                let (d, answers) = if again { self.answers[i].clone() } else { self.answers.remove(i) };
                self.devices[d].outbox.take(&answers);
            }
            Event::Lose(i) if i < self.requests.len() => drop(self.requests.remove(i)),
            Event::LoseAnswer(i) if i < self.answers.len() => drop(self.answers.remove(i)),
            Event::Look(d) => self.devices[d].view = self.register.picture(d),
            Event::Restart(d) => {
                self.requests.retain(|(of, _)| *of != d);
                self.answers.retain(|(of, _)| *of != d);
            }
            _ => {}
        }
    }

    /// The network comes back, and everybody is heard out.
    fn settle(&mut self) {
        // What is still on its way arrives at the worst time: late.
        let late = std::mem::take(&mut self.requests);
        for d in 0..DEVICES {
            for _ in 0..=self.devices[d].made.len() {
                let items: Vec<_> = self.devices[d].outbox.batch(3).into_iter().cloned().collect();
                if let Some(answers) = self.register.sync(d, &items, usize::MAX) {
                    self.devices[d].outbox.take(&answers);
                }
            }
        }
        for (d, items) in late {
            if let Some(answers) = self.register.sync(d, &items, usize::MAX) {
                self.devices[d].outbox.take(&answers);
            }
        }
        for d in 0..DEVICES {
            self.devices[d].view = self.register.picture(d);
        }
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = self.register.faults();
        for (d, device) in self.devices.iter().enumerate() {
            if device.outbox.unsent() > 0 {
                faults.push(format!("device {d} waits for ever"));
            }
            for key in &device.made {
                match self.register.outcome(*key) {
                    None => faults.push(format!("{key} of device {d} was lost")),
                    Some(outcome) => {
                        let shown = device.outbox.entries().iter().any(|entry| entry.item.key == *key);
                        if outcome.wants_a_person() != shown {
                            faults.push(format!(
                                "{key} of device {d} became {outcome:?} and that is not what it shows"
                            ));
                        }
                    }
                }
            }
            if d == 1 && device.view.contains_key(&9) {
                faults.push("device 1 sees what is not for it".to_owned());
            }
        }
        let common = |d: usize| {
            let mut view = self.devices[d].view.clone();
            view.remove(&9);
            view
        };
        if (1..DEVICES).any(|d| common(d) != common(0)) {
            faults.push("the devices see different things".to_owned());
        }
        faults
    }
}

fn run(flaw: Flaw, events: &[Event]) -> Vec<String> {
    let mut world = World::new(flaw);
    for event in events {
        world.happen(event);
    }
    world.settle();
    world.faults()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn nothing_is_lost_doubled_or_overwritten_and_all_see_the_same(events in prop::collection::vec(event(), 0..120)) {
        prop_assert_eq!(run(Flaw::None, &events), Vec::<String>::new());
    }
}

fn edit(value: i64) -> Act {
    Act::Edit(1, 0, FIELDS[0], value)
}

#[test]
fn a_command_before_its_predecessor_is_held_and_not_lost() {
    let mut world = World::new(Flaw::None);
    world.happen(&Event::Act(0, Act::File(20), 0));
    world.happen(&Event::Act(0, Act::Note(20), 0));
    let both: Vec<_> = world.devices[0].outbox.batch(2).into_iter().cloned().collect();
    let early = world.register.sync(0, &both[1..], usize::MAX).unwrap();
    assert_eq!(early[0].outcome, Outcome::Held { missing: 1 });
    let first = world.register.sync(0, &both[..1], usize::MAX).unwrap();
    assert_eq!(first[0].outcome, Outcome::Done { version: Some(1) });
    // The first one brought the second along.
    assert_eq!(world.register.outcome(both[1].key), Some(&Outcome::Done { version: None }));
}

#[test]
fn a_refused_command_takes_along_what_needs_it_and_nothing_else() {
    let mut world = World::new(Flaw::None);
    world.happen(&Event::Act(0, Act::File(1), 0)); // there is one already
    world.happen(&Event::Act(0, Act::Note(1), 0));
    world.happen(&Event::Act(0, Act::Note(9), 0));
    world.settle();
    let shown: Vec<_> = world.devices[0].outbox.entries().iter().map(|entry| entry.item.seq).collect();
    assert_eq!(shown, [1, 2]);
    assert_eq!(world.faults(), Vec::<String>::new());
}

#[test]
fn two_who_set_the_same_field_are_both_kept_and_one_who_set_it_twice_is_not_in_conflict_with_himself() {
    let mut world = World::new(Flaw::None);
    world.happen(&Event::Act(0, edit(3), 0));
    world.happen(&Event::Act(0, edit(4), 0));
    world.happen(&Event::Act(2, edit(5), 0));
    world.settle();
    assert!(world.devices[0].outbox.entries().is_empty());
    let card = world.devices[2].outbox.entries()[0].outcome.clone();
    assert!(
        matches!(card, Some(Outcome::Conflict { fields, .. }) if fields[0].theirs == 4 && fields[0].yours == 5)
    );
}

#[test]
fn each_way_of_being_wrong_is_noticed() {
    let trace = [
        Event::Act(0, edit(1), 0),
        Event::Act(0, Act::File(20), 0),
        Event::Act(0, Act::Note(20), 0),
        Event::Act(0, Act::Note(1), 0),
        Event::Act(2, edit(2), 0),
        Event::Send(0),
        Event::Arrive(0, true, usize::MAX),
        Event::LoseAnswer(0),
        Event::Arrive(0, false, usize::MAX),
    ];
    for flaw in [Flaw::LastWriteWins, Flaw::ForgetsAnswers] {
        assert_ne!(run(flaw, &trace), Vec::<String>::new(), "{flaw:?}");
    }
    assert_eq!(run(Flaw::None, &trace), Vec::<String>::new());

    let overtaken = |flaw| {
        let mut world = World::new(flaw);
        world.happen(&Event::Act(0, Act::File(20), 0));
        world.happen(&Event::Act(0, Act::Note(20), 0));
        let both: Vec<_> = world.devices[0].outbox.batch(2).into_iter().cloned().collect();
        world.register.sync(0, &both[1..], usize::MAX);
        world.settle();
        world.faults()
    };
    assert_ne!(overtaken(Flaw::IgnoresOrder), Vec::<String>::new());
    assert_eq!(overtaken(Flaw::None), Vec::<String>::new());
}
