"""What the commands print: findings and coverage, as text, for GitHub, as JSON, as Markdown."""
