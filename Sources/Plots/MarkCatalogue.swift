internal import Cards

/// Every mark by name.
public enum MarkCatalogue {
  /// In the order of their file names.
  public static var marks: [any Mark.Type] { allMarks }

  /// The mark of a name or another spelling of it.
  public static func mark(named name: String) -> (any Mark.Type)? {
    allMarks.first { $0.card.name == name || $0.card.aliases.contains(name) }
  }
}
