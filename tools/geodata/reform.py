"""The municipalities in force, as unions of the units before the reform of 2021.

Codes: ATVK 2021 (Cabinet regulation 379 of 15.06.2021, in force 01.07.2021). The unions are those of the reform as
generally known and have not been checked against the annex of the Administrative Territories and Populated Areas Law, so
every border is marked unconfirmed. The right-hand side names Natural Earth's `code_hasc`.
"""

STATE_CITIES = {
    "0001000": ("Rīga", "RA"),
    "0002000": ("Daugavpils", "DV"),
    "0003000": ("Jelgava", "JE"),
    "0004000": ("Jūrmala", "JM"),
    "0005000": ("Liepāja", "LJ"),
    "0006000": ("Rēzekne", "RE"),
    "0007000": ("Ventspils", "VS"),
}

# Two units are split by the reform (see territories.py): Aglona parish "AG1" goes to Preiļi, the rest "AG2" to Krāslava;
# the town of Vangaži "IN1" goes to Ropaži, the rest of Inčukalns "IN2" to Sigulda.
MUNICIPALITIES = {
    "0020000": ("Aizkraukles novads", "AK JJ KO NE PL SR"),
    "0021000": ("Alūksnes novads", "AE"),
    "0022000": ("Augšdaugavas novads", "DP IL"),
    "0023000": ("Ādažu novads", "AD CR"),
    "0024000": ("Balvu novads", "BV BA RJ VL"),
    "0025000": ("Bauskas novads", "BK IE RD VC"),
    "0026000": ("Cēsu novads", "CS AM JA LG PG PU VB"),
    "0027000": ("Dienvidkurzemes novads", "AZ DR GR NI PT PK RC VD"),
    "0028000": ("Dobeles novads", "DB AU TE"),
    "0029000": ("Gulbenes novads", "GU"),
    "0030000": ("Jelgavas novads", "JL OZ"),
    "0031000": ("Jēkabpils novads", "JB JP AN KT SC VT"),
    "0032000": ("Krāslavas novads", "KS DD AG2"),
    "0033000": ("Kuldīgas novads", "KD AS SK"),
    "0034000": ("Ķekavas novads", "KK BD"),
    "0035000": ("Limbažu novads", "LI AJ SL"),
    "0036000": ("Līvānu novads", "LV"),
    "0037000": ("Ludzas novads", "LZ CI KA ZI"),
    "0038001": ("Madonas novads", "MD CV ER LB VX"),
    "0039000": ("Mārupes novads", "MR BB"),
    "0040000": ("Ogres novads", "OR IK KG LL"),
    "0041000": ("Olaines novads", "OL"),
    "0042000": ("Preiļu novads", "PI RB VV AG1"),
    "0043000": ("Rēzeknes novads", "RK VI"),
    "0044000": ("Ropažu novads", "RP GA SP IN1"),
    "0045000": ("Salaspils novads", "SS"),
    "0046000": ("Saldus novads", "SD BR"),
    "0047000": ("Saulkrastu novads", "SU SE"),
    "0048000": ("Siguldas novads", "SI IN2 KM ML"),
    "0049000": ("Smiltenes novads", "SM AP RN"),
    "0051000": ("Talsu novads", "TL DN ME RR"),
    "0052000": ("Tukuma novads", "TK EN JU KN"),
    "0053000": ("Valkas novads", "VA"),
    "0054000": ("Valmieras novads", "VE BE BT VR MZ NA RU ST"),
    "0056000": ("Ventspils novads", "VN"),
}

# Ended since 2021: code → (name, units, first day no longer in force, successor)
ENDED = {
    "0038000": ("Madonas novads", "MD CV ER LB", "2025-07-01", "0038001"),
    "0055000": ("Varakļānu novads", "VX", "2025-07-01", "0038001"),
}
REFORM_DAY = "2021-07-01"
FIRST_DAY = {"0038001": "2025-07-01"}

# State cities that are part of a municipality (valstspilsēta novadā): code → (name, parent, unit or None).
# The codes follow the structure of ATVK (positions 5-6 = 01-19); they are marked unconfirmed.
CITIES_IN_MUNICIPALITIES = {
    "0031010": ("Jēkabpils", "0031000", "JB"),
    "0040010": ("Ogre", "0040000", None),
    "0054010": ("Valmiera", "0054000", "VE"),
}

# The towns (pilsētas) beside the ten state cities.
TOWNS = """
Ainaži Aizkraukle Aizpute Aknīste Aloja Alūksne Ape Auce Ādaži Baldone Baloži Balvi Bauska Brocēni Cēsis Cesvaine Dagda
Dobele Durbe Grobiņa Gulbene Iecava Ikšķile Ilūkste Jaunjelgava Kandava Kārsava Koknese Krāslava Kuldīga Ķegums Ķekava
Lielvārde Līgatne Limbaži Līvāni Lubāna Ludza Madona Mārupe Mazsalaca Olaine Pāvilosta Piltene Pļaviņas Preiļi Priekule
Rūjiena Sabile Salacgrīva Salaspils Saldus Saulkrasti Seda Sigulda Skrunda Smiltene Staicele Stende Strenči Subate Talsi
Tukums Valdemārpils Valka Vangaži Varakļāni Viesīte Viļaka Viļāni Zilupe
""".split()

# Centres of the parishes of the former Aglonas novads (WGS84 latitude, longitude): the parish of Aglona went to Preiļi.
AGLONA_TO_PREILI = [(56.1327, 27.0068), (56.1607, 27.0071)]
AGLONA_TO_KRASLAVA = [(56.0619, 27.1372), (56.0225, 27.0092), (56.13, 27.22)]

# GeoNames' places that are parts of a city.
PARTS = {
    "Beberbeķi", "Berģi", "Bolderaja", "Bukulti", "Čiekurkalns", "Daugavgrīva", "Dārzciems", "Dreiliņi", "Jaunciems", "Mežaparks",
    "Mežciems", "Vecrīga", "Karosta", "Krustpils",
}

# GeoNames' spelling → the Latvian one.
SPELLING = {"Riga": "Rīga", "Bolderaja": "Bolderāja"}
