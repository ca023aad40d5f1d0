"""The gate: questions are judged together by what is known now, and what was refused is kept."""
