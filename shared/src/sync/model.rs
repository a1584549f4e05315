//! The same protocol for a small number of commands in every order in which the network can bring them: two devices, a
//! console, requests that are lost, repeated and overtake each other, a server that dies between two commands.

use std::hash::{Hash, Hasher};

use stateright::{Checker, HasDiscoveries, Model, Property};

use super::Item;
use super::world::{Act, Device, FIELDS, Flaw, Register, key};

/// Most requests on their way at once: two of one device can overtake each other.
const FLIGHT: usize = 2;

#[derive(Debug, Clone)]
struct State {
    register: Register,
    devices: Vec<Device>,
    requests: Vec<(usize, Vec<Item<Act>>)>,
    /// Times each device has sent.
    sent: [u8; 2],
    console: bool,
}

// All of it is plain data whose debug form says everything.
impl Hash for State {
    fn hash<H: Hasher>(&self, state: &mut H) {
        format!("{self:?}").hash(state);
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Step {
    /// A device sends its commands from here on.
    Send(usize, usize),
    /// A request arrives; the server lives for so many commands, and the device hears the answer or does not. The request
    /// stays on its way and may arrive again.
    Arrive(usize, usize, bool),
    /// A request is lost; nothing tells whether it had arrived before.
    Lose(usize),
    Console,
}

struct Small(Flaw);

impl Model for Small {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        let mut devices = vec![Device::default(); 2];
        for (d, device) in devices.iter_mut().enumerate() {
            let value = i64::try_from(d).unwrap_or_default();
            device.act(key(d, 1), &Act::Edit(1, 0, FIELDS[0], value), 0);
            device.act(key(d, 2), &Act::Note(1), 0);
        }
        vec![State {
            register: Register::new(2, self.0),
            devices,
            requests: Vec::new(),
            sent: [0; 2],
            console: false,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        if state.requests.len() < FLIGHT {
            for d in 0..2 {
                let waiting = state.devices[d].outbox.unsent();
                if state.sent[d] < 2 {
                    actions.extend((0..waiting).map(|from| Step::Send(d, from)));
                }
            }
        }
        for i in 0..state.requests.len() {
            actions.push(Step::Lose(i));
            actions.extend(
                [(1, true), (usize::MAX, true), (usize::MAX, false)].map(|(l, h)| Step::Arrive(i, l, h)),
            );
        }
        if !state.console {
            actions.push(Step::Console);
        }
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        match step {
            Step::Send(d, from) => {
                state.sent[d] += 1;
                let items = state.devices[d].outbox.batch(2).into_iter().skip(from).cloned().collect();
                state.requests.push((d, items));
            }
            Step::Arrive(i, lives, heard) => {
                let (d, items) = &state.requests[i];
                let answers = state.register.sync(*d, items, lives);
                if let Some(answers) = answers.filter(|_| heard) {
                    state.devices[*d].outbox.take(&answers);
                }
            }
            Step::Lose(i) => drop(state.requests.remove(i)),
            Step::Console => {
                state.console = true;
                state.register.console(key(2, 1), 1, FIELDS[0], 7);
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("nothing is done twice, overwritten or answered falsely", |_, state: &State| {
                state.register.faults().is_empty()
            }),
            Property::always("what a device no longer shows has an answer", |_, state: &State| {
                state.devices.iter().all(|device| {
                    device.made.iter().all(|key| {
                        device.outbox.entries().iter().any(|entry| entry.item.key == *key)
                            || state.register.outcome(*key).is_some()
                    })
                })
            }),
            Property::sometimes("all is settled", |_, state: &State| {
                state.devices.iter().all(|device| device.outbox.unsent() == 0)
            }),
        ]
    }
}

#[test]
fn no_order_of_messages_breaks_the_protocol() {
    let checked = Small(Flaw::None).checker().threads(2).spawn_dfs().join();
    checked.assert_properties();
    assert!(checked.unique_state_count() > 1000, "the model is too small to say anything");
}

#[test]
fn a_protocol_in_which_the_last_one_wins_is_found_out() {
    let checked =
        Small(Flaw::LastWriteWins).checker().finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    assert!(checked.discovery("nothing is done twice, overwritten or answered falsely").is_some());
}

#[test]
fn a_server_that_forgets_its_answers_is_found_out() {
    let checked =
        Small(Flaw::ForgetsAnswers).checker().finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    assert!(checked.discovery("nothing is done twice, overwritten or answered falsely").is_some());
}
