"""The demo programme: its content as files, and the loader that brings it in by ordinary ways."""
