"""What the engine says, in the words of the interface: states, reasons, differences, periods."""
