/// The names most like `name`, nearest first; empty when none is near enough to be meant.
///
/// Nearness is the optimal string alignment distance (insert, delete, replace, swap of neighbours), case folded;
/// up to a third of the length may differ, but not all of it. A candidate that begins with the name counts as near.
public func nearestNames(
  to name: String, in candidates: [String], atMost limit: Int = 3
) -> [String] {
  let wanted = Array(name.lowercased().unicodeScalars)
  if wanted.isEmpty || wanted.count > 64 { return [] }
  let allowed = max(1, wanted.count / 3)
  var scored: [(distance: Int, order: Int, name: String)] = []
  for (order, candidate) in candidates.enumerated() {
    let folded = Array(candidate.lowercased().unicodeScalars)
    if folded.count > 64 { continue }
    let distance = editDistance(wanted, folded)
    if distance <= allowed, distance < max(wanted.count, folded.count) {
      scored.append((distance, order, candidate))
    } else if wanted.count >= 3, folded.starts(with: wanted) {
      scored.append((allowed + 1, order, candidate))
    }
  }
  scored.sort { ($0.distance, $0.order) < ($1.distance, $1.order) }
  return scored.prefix(limit).map(\.name)
}

/// The optimal string alignment distance of two texts. O(m·n) time, O(n) space.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [Int](repeating: i, count: b.count + 1)
    for j in 1...b.count {
      let cost = a[i - 1] == b[j - 1] ? 0 : 1
      row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], beforeLast[j - 2] + 1)
      }
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
