internal import Glibc

/// A file's bytes in memory.
struct CSVPages {
  let base: UnsafePointer<UInt8>
  let count: Int
  /// Whether they are the file's own pages.
  let isMapped: Bool

  /// Maps pages of a mapped file that will be read, all at once rather than some at each fault.
  func fetch(_ range: Range<Int>) {
    guard isMapped, !range.isEmpty else { return }
    let page = 4096
    let first = range.lowerBound / page * page
    let populateForReading: Int32 = 22  // Linux 5.14; others say that they don't know it.
    madvise(
      UnsafeMutableRawPointer(mutating: base + first), range.upperBound - first, populateForReading)
  }

  /// Gives pages of a mapped file back that were read; they come again if they are touched again.
  func release(_ range: Range<Int>) {
    guard isMapped else { return }
    let page = 4096
    // The base is a page's first byte.
    let first = (range.lowerBound + page - 1) / page * page
    let last = range.upperBound / page * page
    if first < last {
      madvise(UnsafeMutableRawPointer(mutating: base + first), last - first, MADV_DONTNEED)
    }
  }
}
