"""The command line of Keepsake: the operator's way to everything that the plugin does, and to what only he may do."""
