// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1

/// Watches over the requests of one connection, between the decoder and Hummingbird: how long they may take, which are answered
/// at all, and how the connection ends.
///
/// | state | ends by | or after |
/// | --- | --- | --- |
/// | waiting for a header | the header | `headerTime` |
/// | reading a body | its end, or more than `body` bytes of it | `bodyTime` |
/// | answering | the answer's end | `answerTime` |
/// | lingering: our side is closed, what still comes is thrown away | the client's close | `lingerTime` |
///
/// A close while unread bytes lie in the socket makes the kernel reset the connection, and the client may
/// lose the answer: hence the lingering (RFC 9112 §9.6). Hummingbird closes its side and then waits for the
/// client without an end.
final class RequestWatch: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let limits: WebLimits
    /// The page that answers a request which cannot be understood.
    private let refusal: ByteBuffer
    private let refusalHeaders: HTTPHeaders
    private let noteBusy: (Bool) -> Void

    /// Requests that came and whose answers are not written yet, the oldest first: whether the connection
    /// ends with each.
    private var pending: [Bool] = []
    /// Whether the rest of the latest request is still to come.
    private var isReadingLast = false
    private var bodyBytes = 0
    private var longestBody = 0
    private var isIgnoringBody = false
    private var isRefused = false
    private var isLingering = false
    private var isInputClosed = false
    private var isShuttingDown = false
    private var partsThrownAway = 0
    private var timer: Scheduled<Void>?

    /// The parts of requests that are thrown away while lingering; with more of them the connection is closed.
    private static let mostThrownAway = 100

    /// - Parameters:
    ///   - refusal: the page for requests that cannot be understood.
    ///   - headers: what it carries.
    ///   - noteBusy: told when the connection has us answer, and when it does not any more.
    init(
        _ limits: WebLimits, refusal: ByteBuffer, headers: HTTPHeaders,
        noteBusy: @escaping (Bool) -> Void = { _ in }
    ) {
        self.limits = limits
        self.refusal = refusal
        refusalHeaders = headers
        self.noteBusy = noteBusy
    }

    func handlerAdded(context: ChannelHandlerContext) { arm(limits.headerTime, context) }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    private func arm(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        let time = isShuttingDown ? min(time, limits.lingerTime) : time
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused, !isLingering, pending.last != true || isReadingLast else {
            partsThrownAway += 1
            if partsThrownAway > Self.mostThrownAway { context.close(promise: nil) }
            return
        }
        switch unwrapInboundIn(data) {
        case .head(let head): read(head, context)
        case .body(let bytes): read(bytes, context)
        case .end: readEnd(context)
        }
    }

    private func read(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard Self.namesItsHost(head) else { return refuse(context) }
        let isLast = Self.isLast(head)
        var head = head
        // Hummingbird compares the whole field with “close”, so the field must hold nothing else.
        if isLast { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        pending.append(isLast)
        (bodyBytes, isIgnoringBody, isReadingLast) = (0, false, true)
        longestBody = limits.body(of: head.uri)
        if pending.count == 1 { arm(limits.bodyTime, context) }
        if !Self.isOld(head), pending.count == 1, head.headers.contains(name: "Expect") {
            let goOn = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(goOn)), promise: nil)
        }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// Whether a request names its host exactly once (RFC 9112 §3.2).
    private static func namesItsHost(_ head: HTTPRequestHead) -> Bool {
        let hosts = head.headers["Host"].count
        return hosts == 1 || (hosts == 0 && isOld(head))
    }

    /// Whether a request is older than HTTP/1.1: without a Host and without a second request.
    private static func isOld(_ head: HTTPRequestHead) -> Bool {
        head.version.major < 1 || (head.version.major == 1 && head.version.minor == 0)
    }

    private static func isLast(_ head: HTTPRequestHead) -> Bool {
        isOld(head)
            || head.headers[canonicalForm: "Connection"].contains { $0.lowercased() == "close" }
    }

    private func read(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        guard !isIgnoringBody else { return }
        bodyBytes += bytes.readableBytes
        guard bodyBytes > longestBody else {
            return context.fireChannelRead(wrapInboundOut(.body(bytes)))
        }
        // The body ends here for the code that reads it, and the connection ends with the answer.
        isIgnoringBody = true
        if !pending.isEmpty { pending[pending.count - 1] = true }
        context.fireChannelRead(wrapInboundOut(.end(nil)))
        if pending.isEmpty { linger(context) } else { arm(limits.answerTime, context) }
    }

    private func readEnd(_ context: ChannelHandlerContext) {
        isReadingLast = false
        guard !isIgnoringBody else { return }
        if pending.count == 1 {
            noteBusy(true)
            arm(limits.answerTime, context)
        }
        context.fireChannelRead(wrapInboundOut(.end(nil)))
    }

    /// Answers a request that cannot be understood, behind the answers to those before it.
    private func refuse(_ context: ChannelHandlerContext) {
        isRefused = true
        guard pending.isEmpty else { return }
        var head = HTTPResponseHead(version: .http1_1, status: .badRequest, headers: refusalHeaders)
        head.headers.replaceOrAdd(name: "Content-Length", value: String(refusal.readableBytes))
        head.headers.replaceOrAdd(name: "Connection", value: "close")
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(refusal))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        linger(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else { return context.fireErrorCaught(error) }
        if isLingering || isRefused { return }
        if pending.isEmpty { return refuse(context) }
        // Code is reading the body that broke off; the connection ends with its answer.
        if isReadingLast {
            pending[pending.count - 1] = true
            context.fireErrorCaught(error)
        } else {
            isRefused = true
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            isShuttingDown = true
            if pending.isEmpty { return linger(context) }
            pending = pending.map { _ in true }
            return arm(limits.answerTime, context)
        }
        if event as? ChannelEvent == .inputClosed {
            isInputClosed = true
            if isLingering || pending.isEmpty { return context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if isLingering { context.read() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // The client would take an answer that it did not ask for as the answer to its next request.
        guard let isLast = pending.first, !isLingering else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var head):
            if isLast { head.headers.replaceOrAdd(name: "Connection", value: "close") }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            pending.removeFirst()
            let written = promise ?? context.eventLoop.makePromise()
            written.futureResult.assumeIsolated().whenSuccess { self.answered(isLast, context) }
            context.write(data, promise: written)
        }
    }

    /// Notes that an answer was written.
    private func answered(_ wasLast: Bool, _ context: ChannelHandlerContext) {
        guard !isLingering else { return }
        if wasLast || (isShuttingDown && pending.isEmpty) { return linger(context) }
        if pending.isEmpty, isRefused { return refuse(context) }
        if pending.isEmpty, isInputClosed { return context.close(promise: nil) }
        if pending.isEmpty { noteBusy(false) }
        arm(pending.isEmpty ? limits.headerTime : limits.answerTime, context)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else { return context.close(mode: mode, promise: promise) }
        promise?.succeed()
        linger(context)
    }

    /// Closes this side and waits a moment for the client to close its own.
    private func linger(_ context: ChannelHandlerContext) {
        guard !isLingering else { return }
        isLingering = true
        context.close(mode: .output, promise: nil)
        guard !isInputClosed else { return context.close(promise: nil) }
        arm(limits.lingerTime, context)
        context.read()
    }
}
