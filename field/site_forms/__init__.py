"""Forms that are filled in at the place, by class of work: defined as data, checked on the phone and here."""
