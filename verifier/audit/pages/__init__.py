"""Pages: files of every kind as regions of code, formulas and sentences that know where they stand."""
