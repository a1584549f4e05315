-- The houses of some sixty streets by the beginning of their number: read in order from here, not gathered row by row from
-- all over the table. The expression is the house key of the search (places::search::query::house_key).
create index addresses_house_numbers on addresses (parent_code, (lower(translate(name, ' -."', '')) collate "C"))
    where kind = 108 and valid_to is null;
