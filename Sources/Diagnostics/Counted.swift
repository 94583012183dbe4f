/// A count with its noun: `1 row`, `2 rows`.
///
/// - Parameter plural: the plural where an `s` isn't enough.
public func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(plural ?? noun + "s")"
}
