"""An implementation that does nothing: stand-ins for what the project does not have yet.

Functions return None, classes accept everything and have methods that return None, constants
are None. What a missing name stands for is read from how the file that asks for it uses it.
"""
