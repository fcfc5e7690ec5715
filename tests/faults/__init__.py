"""Faults that were found from outside, each as its whole kind: what is kept or ended wrongly, in ten languages."""
