"""Writing files of the outside into the directory: the official list, schools, syndicates.

The core knows neither the console nor HTTP: commands, pages and jobs call the same functions.
Everything is idempotent: the same file twice changes nothing, and a run that was killed is
finished by running it again.
"""
