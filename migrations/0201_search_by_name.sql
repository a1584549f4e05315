-- Persons by the beginnings of the words of their names. Trigrams answer the same, but read every name that has such letters
-- anywhere; they stay for likeness.
create function vnr_name_words(names text) returns tsvector language sql immutable parallel safe as $$
    select array_to_tsvector(array_remove(string_to_array(names, ' '), ''))
$$;
create index persons_name_words on persons using gin (vnr_name_words(names));

-- From a person or a vehicle to its incidents by the index alone.
drop index incident_persons_person;
create index incident_persons_person on incident_persons (person_id, incident_id) where struck_at is null;
drop index incident_vehicles_vehicle;
create index incident_vehicles_vehicle on incident_vehicles (vehicle_id, incident_id) where struck_at is null;
