import Diagnostics
import Glibc
import Syntax
import Testing

/// No text traps, and every text comes to an end.
@Suite struct RobustnessTests {
  /// Reads a text in all ways; ranges must lie within it.
  private func read(_ text: String) {
    let size = text.utf8.count
    var end = 0
    for token in tokens(of: text) {
      #expect(
        token.range.start >= 0 && token.range.end <= size && token.range.start <= token.range.end)
      end = max(end, token.range.end)
    }
    #expect(end == size || size == 3)
    do {
      let script = try parsed(text)
      let canonical = script.canonical
      let again = errors(in: canonical)
      if !again.isEmpty { Issue.record("\(text)\nprints as\n\(canonical)\n\(again[0].rendered())") }
    } catch {
      let found = (error as? DiagnosticList)?.all ?? []
      #expect(!found.isEmpty)
      for problem in found {
        if let range = problem.range {
          #expect(range.start >= 0 && range.end <= size, "\(problem)")
        }
        #expect(!problem.message.isEmpty, "\(text)")
        _ = problem.rendered()
      }
    }
    _ = Parser.completeness(of: text)
  }

  @Test func everyPrefixOfTheTour() {
    let bytes = Array(tour.utf8)
    for count in 0...bytes.count { read(String(decoding: bytes[..<count], as: UTF8.self)) }
  }

  @Test func mutatedBytes() {
    let bytes = Array(tour.utf8)
    var random = SplitMix64(1)
    let signs = Array("(){}[]|,:=<>\"`#$@.~!&'\\\n\r\t;%+-*/^ 0aé😀".utf8)
    for _ in 0..<10_000 {
      // A piece of the tour, so that each takes little time.
      let start = Int(random.next() % UInt64(bytes.count - 200))
      var piece = Array(bytes[start..<(start + 200)])
      for _ in 0...(random.next() % 4) {
        let place = Int(random.next() % UInt64(piece.count))
        switch random.next() % 3 {
        case 0: piece[place] = signs[Int(random.next() % UInt64(signs.count))]
        case 1: piece.remove(at: place)
        default: piece.insert(signs[Int(random.next() % UInt64(signs.count))], at: place)
        }
      }
      read(String(decoding: piece, as: UTF8.self))
    }
  }

  @Test func mutatedTokens() {
    let words = tokens(of: tour).map { token -> String in
      String(decoding: Array(tour.utf8)[token.range.start..<token.range.end], as: UTF8.self)
    }
    var random = SplitMix64(2)
    for _ in 0..<10_000 {
      let start = Int(random.next() % UInt64(words.count - 40))
      var piece = Array(words[start..<(start + 40)])
      for _ in 0...(random.next() % 4) {
        let place = Int(random.next() % UInt64(piece.count))
        let other = words[Int(random.next() % UInt64(words.count))]
        switch random.next() % 4 {
        case 0: piece[place] = other
        case 1: piece.remove(at: place)
        case 2: piece.insert(other, at: place)
        default: piece.swapAt(place, Int(random.next() % UInt64(piece.count)))
        }
      }
      read(piece.joined(separator: " "))
    }
  }

  /// Code beyond the limit of depth is refused, not crashed on; each is read on a thread with a small stack.
  @Test(arguments: [
    ("(", "1", ")"), ("[", "1", "]"), ("f(", "1", ")"), ("x[", "1", "]"), ("not ", "a", ""),
    ("- ", "1", ""),
    ("!", "a", ""), ("2 ^ ", "1", ""), ("\"{", "1", "}\""), ("if a then b else ", "c", ""),
    ("if ", "a", " then b else c"), ("if a { ", "b", " }"), ("for a in b { ", "c", " }"),
    ("def f() { ", "c", " }"),
    ("if a { b } else ", "if a { b }", ""), ("~ ", "a", ""), ("(t | keep ", "a", ")"),
    ("{", "", "}"),
    ("+ ", "1", ""),
  ])
  func deepNesting(_ open: String, _ core: String, _ close: String) {
    for depth in [50, 250, 257, 100_000] {
      let text =
        String(repeating: open, count: depth) + core + String(repeating: close, count: depth)
      onSmallStack { read(text) }
      onSmallStack { read(String(repeating: open, count: depth)) }
      // As an operand of an assignment too.
      onSmallStack { read("x = " + text + "\ny = 5") }
    }
  }

  @Test(arguments: [
    " + ", " and ", " or ", " * ", " ^ ", " < ", "(1) + ", ".x", "[1]", "()", ", ", " | keep a + ",
  ])
  func longChains(_ joint: String) {
    for count in [500, 990, 1010, 100_000] {
      let last = joint.hasSuffix(" ") ? "a" : ""
      onSmallStack {
        read(
          "x = "
            + String(
              repeating: "a" + joint, count: joint == ".x" || !joint.hasSuffix(" ") ? 0 : count)
            + last)
      }
      if !joint.hasSuffix(" ") {
        onSmallStack { read("x = a" + String(repeating: joint, count: count)) }
      }
    }
  }

  @Test func limitsAreSaid() throws {
    let deep = String(repeating: "(", count: 300) + "1" + String(repeating: ")", count: 300)
    #expect(errors(in: "x = \(deep)\ny = )").map(\.code) == [.tooDeep, .unexpected])
    let long = Array(repeating: "a", count: 1100).joined(separator: " + ")
    #expect(errors(in: long).map(\.code) == [.tooDeep])
    // A formula of many columns is no trouble.
    let formula = "y ~ " + (1...900).map { "column_\($0)" }.joined(separator: " + ")
    #expect(errors(in: formula).isEmpty)
    #expect(Parser.completeness(of: String(repeating: "(", count: 300)) == .invalid)
  }

  @Test func manyCommentLines() throws {
    let comments = String(repeating: "# c\n", count: 20_000)
    let script = try parsed("t\n" + comments + "| keep a\n" + comments + "| drop b\n" + comments)
    #expect(script.statements.count == 1)
    #expect(script.closing.count == 20_000)
  }

  /// Brackets of all kinds, closed and not, among lines that begin statements.
  @Test func openBrackets() {
    let pieces = [
      "(", "[", "{", "\"{", ")", "]", "}", "}\"", "\n", "\n", "\n  ", ", ", " + ", "x = ", "f(",
      "t | keep ",
      "if a ", "for a in b {", "def f(x) = ", "a", "1", "# note", "| first", " by g",
    ]
    var random = SplitMix64(4)
    for _ in 0..<10_000 {
      let count = 1 + Int(random.next() % 30)
      read(
        (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined())
    }
    // Nothing goes back over the script again and again.
    for piece in ["(\n", "f(1\n", "x = f(1,\n", "{\n", "x = (\n# c\n", "\"{(", "(}", "[)"] {
      onSmallStack { read(String(repeating: piece, count: 20_000)) }
    }
  }

  @Test func binaryGarbage() {
    var random = SplitMix64(3)
    for _ in 0..<500 {
      let bytes = (0..<200).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      read(String(decoding: bytes, as: UTF8.self))
    }
  }
}

/// Runs work on a thread with 2 MiB of stack, a quarter of what the main thread has.
private func onSmallStack(_ work: @escaping () -> Void) {
  final class Box {
    let work: () -> Void
    init(_ work: @escaping () -> Void) { self.work = work }
  }
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setstacksize(&attributes, 2 * 1024 * 1024)
  var thread = pthread_t()
  let box = Unmanaged.passRetained(Box(work))
  let status = pthread_create(
    &thread, &attributes,
    { argument in
      if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().work() }
      return nil
    }, box.toOpaque())
  #expect(status == 0)
  if status == 0 { pthread_join(thread, nil) } else { box.release() }
  pthread_attr_destroy(&attributes)
}
