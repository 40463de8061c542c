"""Packs: lessons as files that a classroom, a school's system or a village without network can use."""
