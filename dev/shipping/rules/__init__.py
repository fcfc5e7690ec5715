"""What the marketplace and Dify ask of a package, as small rules that read the .difypkg file itself."""
