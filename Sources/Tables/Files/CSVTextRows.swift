internal import CFiles
internal import Glibc

/// The texts of a column's rows in one chunk of a file, one behind the other.
///
/// A class, because the chunk that fills it and the column that takes the texts share it; it has one owner at a time.
final class CSVTextRows {
  private var bytes: UnsafeMutablePointer<UInt8>
  private(set) var byteCount = 0
  private var byteCapacity: Int
  /// Where each row's text ends.
  private var ends: UnsafeMutablePointer<Int>
  private(set) var count = 0
  private var capacity: Int

  /// What may be written behind a text before the next one is.
  private static let slack = 96

  init() {
    (byteCapacity, capacity) = (1 << 12, 1 << 8)
    bytes = .allocate(capacity: byteCapacity)
    ends = .allocate(capacity: capacity)
  }

  deinit {
    bytes.deallocate()
    ends.deallocate()
  }

  /// Whether no two texts can be canonically equivalent, once the rows are sealed.
  private(set) var isComposed = false

  /// Looks at the texts, once all are there, unless they are known to be of ASCII.
  func seal(isASCII: Bool) { isComposed = isASCII || UTF8Check.isSurelyComposed(text) }

  var text: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: byteCount) }

  var rowEnds: UnsafeBufferPointer<Int> { UnsafeBufferPointer(start: ends, count: count) }

  /// Takes the texts of a block's cells, each by one call of the writer.
  @inline(__always)
  func append(_ block: CSVBlock, column: Int, _ write: (inout Writer) -> Void) {
    var most = CSVTextRows.slack
    for row in 0..<block.rows {
      most &+= PackedCell(bits: block.cells[row &* block.stride &+ column]).length
    }
    makeRoom(bytes: most)
    makeRoom(rows: block.rows)
    var writer = Writer(bytes: bytes, end: byteCount, ends: ends + count)
    write(&writer)
    (byteCount, count) = (writer.end, count + block.rows)
  }

  /// Takes rows without a text.
  func append(blank rows: Int) {
    makeRoom(rows: rows)
    (ends + count).update(repeating: byteCount, count: rows)
    count += rows
  }

  /// Makes room for so many rows in all, with texts as long as those so far.
  func reserve(_ rows: Int) {
    guard count > 0, rows > count else { return }
    let bytes = Double(byteCount) * Double(rows - count) / Double(count)
    makeRoom(bytes: Int(min(bytes, 0x1p30)) + CSVTextRows.slack)
    makeRoom(rows: rows - count)
  }

  private func makeRoom(bytes more: Int) {
    guard byteCount + more > byteCapacity else { return }
    byteCapacity = max(2 * byteCapacity, byteCount + more)
    bytes = CSVTextRows.moved(bytes, byteCount, byteCapacity)
  }

  private func makeRoom(rows: Int) {
    guard count + rows > capacity else { return }
    capacity = max(2 * capacity, count + rows)
    ends = CSVTextRows.moved(ends, count, capacity)
  }

  private static func moved<Element: BitwiseCopyable>(
    _ old: UnsafeMutablePointer<Element>, _ count: Int, _ capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    larger.update(from: old, count: count)
    old.deallocate()
    return larger
  }

  struct Writer {
    fileprivate let bytes: UnsafeMutablePointer<UInt8>
    fileprivate var end: Int
    fileprivate var ends: UnsafeMutablePointer<Int>

    /// A row's text as it stands at a place, `n` bytes, of which two quotes are one if it is escaped; 16 bytes behind it may
    /// be loaded.
    @inline(__always)
    mutating func add(_ p: UnsafePointer<UInt8>, _ n: Int, isEscaped: Bool) {
      let target = bytes + end
      if isEscaped {
        end &+= ogive_unescape(p, n, p[-1], target, n &+ CSVTextRows.slack)
      } else {
        if n <= 16 {
          UnsafeMutableRawPointer(target).storeBytes(
            of: UnsafeRawPointer(p).loadUnaligned(as: SIMD16<UInt8>.self),
            as: SIMD16<UInt8>.self)
        } else {
          memcpy(target, p, n)
        }
        end &+= n
      }
      ends.pointee = end
      ends += 1
    }

    /// A row without a text.
    @inline(__always)
    mutating func addNone() {
      ends.pointee = end
      ends += 1
    }
  }
}
