"""Every tool, parameter and field of Keepsake's forms, declared once.

The declarations make the YAML that Dify draws (`make forms`), and parse what a call brings. The texts for people are in
`texts/`, a file for each language; those for models stand with the declarations.
"""
