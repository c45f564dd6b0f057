"""The addresses: one module for each noun."""
