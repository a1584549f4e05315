//! What happened and when, vehicles, items.

use leptos::prelude::*;
use vnr_shared::incident::Channel;
use vnr_shared::object::ObjectKind;
use vnr_shared::vehicle::VehicleRole;

use super::draft::{Form, channel_value};
use super::parts::{ObjectForm, VehicleForm, wire};
use super::text::Ent;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::ui::text::Ui;
use crate::ui::{Area, Check, Command, FieldFaults, For, Select, TextField, TimeField};

/// What happened, how it became known, when.
#[component]
pub fn WhatFields(form: Form, faults: FieldFaults) -> impl IntoView {
    let channels = Signal::derive(|| {
        Channel::ALL.map(|c| (channel_value(c), i18n::channel(c).text().to_owned())).to_vec()
    });
    view! {
        <fieldset class="section">
            <legend class="visually-hidden">{t(Ent::Description)}</legend>
            <Area label=t(Ent::Description) path="description" value=form.description faults rows=5/>
            <div class="fields">
                <Select class="w6" label=t(Ent::Channel) path="channel" value=form.channel options=channels/>
                <TimeField class="w6" label=move || format!("{} ({})", Ent::Received.text(), Ent::ReceivedNow.text()) path="received_at" value=form.received faults/>
                <TimeField class="w6" label=t(Ent::From) path="occurred.from" value=form.from faults/>
                <TimeField class="w6" label=t(Ent::To) path="occurred.to" value=form.to faults/>
                <Check class="w6" label=t(Ent::Uncertain) value=form.uncertain/>
                <Check class="w6" label=t(Ent::Restricted) value=form.restricted/>
            </div>
            <TextField label=t(Ent::Note) path="notes.0.text" value=form.note faults/>
        </fieldset>
    }
    .into_any()
}

/// The head of a part: which one it is, and the way to take it out again.
#[component]
pub fn PartHead(#[prop(into)] title: TextProp, #[prop(into)] remove: Callback<()>) -> impl IntoView {
    view! {
        <div class="spread">
            <h3>{move || title.get()}</h3>
            <Command label=t(Ui::Remove) look="quiet small" run=remove/>
        </div>
    }
    .into_any()
}

/// Position of a part among its like, from one.
fn number<T: Copy + Send + Sync + 'static>(list: RwSignal<Vec<T>>, is: impl Fn(&T) -> bool) -> String {
    list.with(|all| all.iter().position(is).map_or(0, |i| i + 1)).to_string()
}

/// Vehicles.
#[component]
pub fn Vehicles(list: RwSignal<Vec<VehicleForm>>) -> impl IntoView {
    let add = move || {
        let form = VehicleForm::new();
        list.update(|all| all.push(form));
        let id = format!("v{}-detail-plate", form.id);
        request_animation_frame(move || edge::focus(&id));
    };
    view! {
        <section class="section">
            <h2>{t(Ent::Vehicles)}</h2>
            <For each=move || list.get() key=|v| v.id children=move |v| view! { <VehicleFields v list/> }/>
            <div><Command label=t(Ent::AddVehicle) look="small" run=move |()| add()/></div>
        </section>
    }
    .into_any()
}

#[component]
fn VehicleFields(v: VehicleForm, list: RwSignal<Vec<VehicleForm>>) -> impl IntoView {
    let roles = Signal::derive(|| {
        VehicleRole::ALL.map(|r| (wire(r), i18n::vehicle_role(r).text().to_owned())).to_vec()
    });
    let within = format!("v{}-", v.id);
    view! {
        <div class="part">
            <PartHead title=move || Ent::Vehicle.with(&number(list, |x| x.id == v.id)) remove=move |()| list.update(|all| all.retain(|x| x.id != v.id))/>
            <div class="fields">
                <TextField class="w4" label=t(Ent::Plate) path="detail.plate" within=within.clone() value=v.plate faults=v.faults mono=true/>
                <TextField class="w2" label=t(Ent::Country) path="detail.country" within=within.clone() value=v.country faults=v.faults mono=true/>
                <Select class="w6" label=t(Ent::VehicleRole) path="role" within=within.clone() value=v.role options=roles/>
                <TextField class="w4" label=t(Ent::Make) path="detail.make" within=within.clone() value=v.make faults=v.faults/>
                <TextField class="w4" label=t(Ent::Model) path="detail.model" within=within.clone() value=v.model faults=v.faults/>
                <TextField class="w4" label=t(Ent::Colour) path="detail.colour" within=within value=v.colour faults=v.faults/>
            </div>
        </div>
    }
    .into_any()
}

/// Items and documents.
#[component]
pub fn Objects(list: RwSignal<Vec<ObjectForm>>) -> impl IntoView {
    let add = move || {
        let form = ObjectForm::new();
        list.update(|all| all.push(form));
        let id = format!("o{}-detail-description", form.id);
        request_animation_frame(move || edge::focus(&id));
    };
    view! {
        <section class="section">
            <h2>{t(Ent::Objects)}</h2>
            <For each=move || list.get() key=|o| o.id children=move |o| view! { <ObjectFields o list/> }/>
            <div><Command label=t(Ent::AddObject) look="small" run=move |()| add()/></div>
        </section>
    }
    .into_any()
}

#[component]
fn ObjectFields(o: ObjectForm, list: RwSignal<Vec<ObjectForm>>) -> impl IntoView {
    let kinds = Signal::derive(|| {
        ObjectKind::ALL.map(|k| (wire(k), i18n::object_kind(k).text().to_owned())).to_vec()
    });
    let within = format!("o{}-", o.id);
    view! {
        <div class="part">
            <PartHead title=move || Ent::Object.with(&number(list, |x| x.id == o.id)) remove=move |()| list.update(|all| all.retain(|x| x.id != o.id))/>
            <div class="fields">
                <Select class="w4" label=t(Ent::ObjectKind) path="detail.kind" within=within.clone() value=o.kind options=kinds/>
                <TextField class="w8" label=t(Ent::ObjectDescription) path="detail.description" within=within.clone() value=o.description faults=o.faults/>
                <TextField class="w6" label=t(Ent::Identifier) path="detail.identifier" within=within.clone() value=o.identifier faults=o.faults mono=true/>
                <TextField class="w6" label=t(Ent::Quantity) path="detail.quantity" within=within value=o.quantity faults=o.faults/>
            </div>
        </div>
    }
    .into_any()
}
