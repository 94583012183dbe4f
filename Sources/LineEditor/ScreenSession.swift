internal import CEdit
internal import Glibc

/// Reads statements on a terminal that can move its cursor, drawn by libedit.
///
/// The text lives in `EditingState`; libedit has the terminal's mode, the prompt and the drawing.
/// One `el_wgets` reads a whole statement: its line holds the text with its line ends and the
/// continuation prompts in it (`BufferView`), and is set anew after each key; libedit then sends
/// only what changed. The other design, one `el_wgets` for each line with the cursor moved between
/// them by ourselves, has to know where on the screen the other lines are, which a resize or a
/// wrapped line spoils; this one leaves that to libedit, whose own weaknesses (texts taller than
/// the screen, inserting in the middle of wrapped lines, combining marks) are kept from it: see
/// `BufferView`, `DisplayWidth` and `ogive_edit_open`.
///
/// Keys come in through `EL_GETCFN` (see `KeyDecoder` for why), which libedit calls when it has
/// drawn everything. That is also the moment to write what it knows nothing of: the grey hint, a
/// list below the line.
final class ScreenSession {
  private let input: Int32
  private let output: Int32
  private let hasColor: Bool
  private var handle: OpaquePointer?
  private var keys: KeyReader

  // One statement's worth.
  private var state = EditingState(history: [])
  private var prompt = ""
  private var continuation = ""
  private weak var delegate: (any PromptDelegate)?
  private var outcome: Input = .endOfInput
  private var key: Key = .unknown
  private var afterDrawing: AfterDrawing = .read
  private var view = BufferView(
    EditBuffer(), promptWidth: 0, continuation: "", columns: 80, rows: 24)
  private var columns = 80
  private var rows = 24

  /// What to do once libedit has drawn.
  private enum AfterDrawing {
    /// Draw the text that the line begins with: libedit has begun with an empty one.
    case fill
    /// Read a key.
    case read
    /// End the line; `outcome` is set.
    case finish
    /// Clear the screen.
    case clear
    /// Write lines below the text, then draw it again below them.
    case list([String])
    /// Draw again from the start of an empty line.
    case redraw
    /// Stop the process as Ctrl-Z does, then go on.
    case suspend
  }

  /// Nil when libedit can't draw on this terminal.
  init?(
    name: String, input: Int32, output: Int32, hasColor: Bool, whenIdle: (() -> Void)?
  ) {
    (self.input, self.output, self.hasColor) = (input, output, hasColor)
    keys = KeyReader(input: input, whenIdle: whenIdle)
    let calls = ogive_edit_calls(
      context: Unmanaged.passUnretained(self).toOpaque(),
      next: { context, character in
        guard let context, let character else { return -1 }
        return Unmanaged<ScreenSession>.fromOpaque(context).takeUnretainedValue()
          .nextCharacter(character)
      },
      key: { context in
        guard let context else { return OGIVE_EDIT_NOTHING }
        return Unmanaged<ScreenSession>.fromOpaque(context).takeUnretainedValue().handleKey()
      })
    handle = ogive_edit_open(name, input, output, calls)
    guard let handle, ogive_edit_can_draw(handle) else { return nil }
  }

  deinit { ogive_edit_close(handle) }

  /// What Ctrl-Y would give back.
  var killedText: String { state.killedText }

  /// Reads one statement, beginning with `state`.
  func read(
    _ state: EditingState, prompt: String, continuation: String,
    delegate: (any PromptDelegate)?
  ) -> Input {
    (self.state, self.prompt, self.continuation) = (state, prompt, continuation)
    self.delegate = delegate
    outcome = .endOfInput
    afterDrawing = state.buffer.isEmpty ? .read : .fill
    keys.signals = ogive_edit_signals_take(input, output, true)
    measure()
    leaveTypedAhead()
    write("\u{1B}[?2004h")
    view = makeView(state.buffer)
    setPrompt()
    _ = ogive_edit_read(handle)
    write("\u{1B}[?2004l")
    ogive_edit_signals_give_back()
    keys.signals = -1
    self.delegate = nil
    return outcome
  }

  // MARK: Called by libedit

  private func nextCharacter(_ character: UnsafeMutablePointer<wchar_t>) -> Int32 {
    let then = afterDrawing
    afterDrawing = .read
    character.pointee = wchar_t(bitPattern: UInt32(UInt8(ascii: "k")))
    switch then {
    case .fill:
      afterDrawing = .fill
      return 1
    case .finish:
      character.pointee = 10
      return 1
    case .clear:
      character.pointee = 12
      return 1
    case .list(let lines):
      write("\r\n" + lines.map { $0 + "\r\n" }.joined())
      afterDrawing = .redraw
      return 1
    case .suspend:
      suspend()
      afterDrawing = .redraw
      return 1
    case .redraw, .read: break
    }
    showHint()
    key = keys.next()
    hideHint()
    switch key {
    case .endOfFile:
      outcome = .endOfInput
      return 0
    case .failure(let code):
      outcome = .failed("reading the terminal failed: \(String(cString: strerror(code)))")
      return -1
    default: return 1
    }
  }

  private func handleKey() -> ogive_edit_answer {
    if case .fill = afterDrawing {
      afterDrawing = .read
      draw()
      return OGIVE_EDIT_REFRESH
    }
    if case .redraw = afterDrawing {
      afterDrawing = .read
      draw()
      ogive_edit_redraw(handle)
      return OGIVE_EDIT_NOTHING
    }
    switch key {
    case .resize:
      resize()
      return OGIVE_EDIT_NOTHING
    case .resumed:
      // Somebody may have changed the terminal's mode meanwhile, and the screen surely.
      ogive_edit_prepare(handle, false)
      ogive_edit_prepare(handle, true)
      write("\u{1B}[?2004h\r\n")
      draw()
      ogive_edit_redraw(handle)
      return OGIVE_EDIT_NOTHING
    default: break
    }
    guard let command = EditCommand.bound(to: key) else { return OGIVE_EDIT_BEEP }
    let isDone = perform(command)
    setPrompt()
    switch afterDrawing {
    case .finish, .list, .suspend: drawForLeaving()
    default: draw()
    }
    return isDone ? OGIVE_EDIT_REFRESH : OGIVE_EDIT_BEEP
  }

  // MARK: Commands

  /// Carries out a command; false when there was nothing to do.
  private func perform(_ command: EditCommand) -> Bool {
    let buffer = state.buffer
    let isSearching = state.search != nil
    switch command {
    case .insert("?") where buffer.isEmpty && !isSearching && !keys.hasBytesWaiting():
      return showHelp() || state.apply(command)
    case .paste(let text):
      let pasted = PastedText.statement(text, prompt: prompt, continuation: continuation)
      return pasted.isEmpty || state.apply(isSearching ? .insert(pasted) : .paste(pasted))
    case .insert(let text):
      return state.apply(.insert(PastedText.cleaned(text)))
    case .enter:
      _ = state.apply(.enter)  // ends a search
      return enter()
    case .complete:
      _ = state.apply(.complete)
      return complete()
    case .help:
      _ = state.apply(.help)
      return showHelp()
    case .right where !isSearching, .lineEnd where !isSearching:
      if buffer.isAtEnd, let hint = currentHint(), hint.isInsertable {
        return state.apply(.paste(hint.text))
      }
      return state.apply(command)
    case .deleteForwardOrEnd where buffer.isEmpty && !isSearching:
      outcome = .endOfInput
      afterDrawing = .finish
      return true
    case .interrupt:
      _ = state.apply(.interrupt)
      outcome = .interrupted
      afterDrawing = .finish
      return true
    case .clearScreen:
      _ = state.apply(.clearScreen)
      afterDrawing = .clear
      return true
    case .suspend:
      afterDrawing = .suspend
      return true
    default:
      return state.apply(command)
    }
  }

  private func enter() -> Bool {
    let text = state.buffer.text
    if !text.allSatisfy(\.isWhitespace),
      case .incomplete(let indent) = delegate?.isComplete(text) ?? .complete
    {
      state.insert("\n" + String(repeating: " ", count: max(0, min(indent, 40))))
      return true
    }
    outcome = .statement(text)
    afterDrawing = .finish
    return true
  }

  private func complete() -> Bool {
    let buffer = state.buffer
    // A tab in pasted text is white space, and so is one in the indentation.
    if buffer.isInIndent || keys.hasTextWaiting() {
      state.insert("  ")
      return true
    }
    guard let delegate else { return false }
    let list = delegate.completions(buffer.text, cursor: buffer.cursorOffset)
    guard let first = list.candidates.first else { return false }
    let from = max(0, min(list.replaceFrom, buffer.cursorOffset))
    if list.candidates.count == 1 {
      state.replace(fromOffset: from, with: first.text + (first.isFinal ? " " : ""))
      return true
    }
    let typed = buffer.cursorOffset - from
    let common = CompletionListing.commonPrefix(list.candidates.map(\.text))
    if common.utf8.count >= typed, !common.isEmpty { state.replace(fromOffset: from, with: common) }
    measure()
    afterDrawing = .list(
      CompletionListing.rows(list.candidates, columns: columns, rows: rows - 4, dim: dimmed))
    return true
  }

  private func showHelp() -> Bool {
    let buffer = state.buffer
    guard let help = delegate?.help(buffer.text, cursor: buffer.cursorOffset) else { return false }
    var lines = help.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    afterDrawing = .list(lines.map(String.init))
    return true
  }

  private func suspend() {
    write("\u{1B}[?2004l\r\n")
    ogive_edit_prepare(handle, false)
    kill(0, SIGTSTP)
    keys.dropSignals()  // the SIGCONT that let this go on
    ogive_edit_prepare(handle, true)
    write("\u{1B}[?2004h")
  }

  // MARK: Hints

  private var hintWidth = 0

  private func currentHint() -> Hint? {
    let buffer = state.buffer
    guard state.search == nil, buffer.isAtEnd, !buffer.isEmpty else { return nil }
    return delegate?.hint(buffer.text) ?? state.historyHint().map { Hint($0, isInsertable: true) }
  }

  /// Writes the hint behind the cursor, which libedit doesn't know of and doesn't need to: it is
  /// gone before the next key is handled.
  private func showHint() {
    let room = columns - view.cursorColumn - 1
    guard room > 3, !keys.hasBytesWaiting(), let hint = currentHint() else { return }
    let line = hint.text.prefix { !$0.isNewline }
    let isCut = line.count < hint.text.count
    let text = DisplayWidth.fitted(PastedText.cleaned(String(line)) + (isCut ? " …" : ""), in: room)
    guard !text.isEmpty else { return }
    hintWidth = DisplayWidth.of(text)
    write("\u{1B}[2m\(text)\u{1B}[0m\u{1B}[\(hintWidth)D")
  }

  private func hideHint() {
    guard hintWidth > 0 else { return }
    hintWidth = 0
    write("\u{1B}[K")
  }

  // MARK: Drawing

  /// Goes to the start of a line when something was typed while no line was read: the terminal has
  /// echoed it, so the cursor may stand anywhere. As many spaces as the screen is wide reach the
  /// next line from everywhere but the start of one, where they come back to it.
  private func leaveTypedAhead() {
    ogive_edit_prepare(handle, true)
    guard keys.hasBytesToRead() else { return }
    write(String(repeating: " ", count: columns) + "\r\u{1B}[K")
  }

  private func measure() {
    var (c, r): (Int32, Int32) = (0, 0)
    if ogive_edit_size(output, &c, &r) { (columns, rows) = (Int(c), Int(r)) }
  }

  private func setPrompt() {
    let shown = promptText
    // The colour must not end the prompt: what follows it is drawn together with it.
    let body = shown.last == " " ? shown.dropLast() : shown[...]
    let colored = "\u{1}\u{1B}[1;32m\u{1}\(body)\u{1}\u{1B}[0m\u{1} "
    ogive_edit_set_prompt(handle, hasColor ? colored : body + " ")
  }

  /// The prompt for the first row shown.
  private var promptText: String {
    if let search = state.search {
      let pattern = DisplayWidth.fitted(search.pattern, in: max(8, columns / 2))
      return "\(search.isFailing ? "not found" : "search") \"\(pattern)\": "
    }
    return view.beginsInside ? continuation : prompt
  }

  private func makeView(_ buffer: EditBuffer) -> BufferView {
    measure()
    let width = DisplayWidth.of(state.search == nil ? prompt : promptText)
    return BufferView(
      buffer, promptWidth: width, continuation: continuation, columns: columns, rows: rows)
  }

  private func draw() {
    view = makeView(state.buffer)
    setLine()
  }

  /// Draws with the cursor behind everything, so that what follows comes below.
  private func drawForLeaving() {
    var buffer = state.buffer
    buffer.moveToEnd()
    view = makeView(buffer)
    if outcome == .interrupted, case .finish = afterDrawing { view.append("^C") }
    setLine()
  }

  private func setLine() {
    setPrompt()
    var wide = view.scalars.map { wchar_t(bitPattern: $0.value) }
    wide.append(0)
    ogive_edit_set_line(handle, wide, wide.count - 1, view.cursor)
  }

  /// Draws anew after the terminal's size changed.
  ///
  /// Terminals break the rows they show again at their new width, so the cursor's row within the
  /// text is what it would be in a text laid out at that width.
  private func resize() {
    draw()
    let up = view.cursorRow > 0 ? "\u{1B}[\(view.cursorRow)A" : ""
    write("\r\(up)\u{1B}[J")
    ogive_edit_resize(handle)
    ogive_edit_redraw(handle)
  }

  private func dimmed(_ text: String) -> String {
    hasColor ? "\u{1B}[2m\(text)\u{1B}[0m" : text
  }

  private func write(_ text: String) { Self.write(text, to: output) }

  /// Writes all of `text`; a terminal that has gone away is noticed by the next read.
  static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let n = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done)
      }
      if n < 0, errno == EINTR || errno == EAGAIN { continue }
      guard n > 0 else { return }
      done += n
    }
  }
}
