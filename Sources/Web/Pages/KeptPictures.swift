// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Newsroom

/// The pictures that a newsroom keeps, under `/media/NAME`.
enum KeptPictures {
    /// Adds the route.
    /// - Parameter isPublic: whether whoever gets one may keep it.
    static func add<Context: RequestContext>(
        to router: Router<Context>, of media: MediaDesk, isPublic: Bool = false
    ) {
        router.get("media/:name") { _, context in
            let name = try context.parameters.require("name")
            guard let bytes = try await media.file(name) else { throw HTTPError(.notFound) }
            return Response(
                status: .ok,
                headers: [
                    .contentType: MediaDesk.type(of: name),
                    .cacheControl: isPublic ? MediaDesk.caching : "no-store", .xContentTypeOptions: "nosniff",
                ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        }
    }
}
