"""What is in force: the configuration file under the options of the command line."""
