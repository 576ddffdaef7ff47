"""Programs: code of any language, walked through until it is a list of assignments."""
