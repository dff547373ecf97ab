/// Which build wrote a file.
public enum ProductVersion {
    public static let name = "orthosae"
    public static let current = "0.1.0"
}
