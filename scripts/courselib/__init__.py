"""The course library of Bình dân học vụ số: its model, checks, coverage, site and packs."""
