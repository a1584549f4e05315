-- Latvian full text. With Debian's hunspell-lv installed, words are reduced to their base form; without it the same
-- configuration compares whole words. Either way the register also indexes folded words (see incidents.words).
do $$
begin
    create text search dictionary vnr_latvian (template = ispell, dictfile = lv_lv, afffile = lv_lv);
    create text search configuration vnr (copy = simple);
    alter text search configuration vnr alter mapping for asciiword, word, hword, hword_part, asciihword, hword_asciipart
        with vnr_latvian, simple;
exception when others then
    create text search configuration vnr (copy = simple);
end $$;
