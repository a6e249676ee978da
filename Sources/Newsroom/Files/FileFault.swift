import Foundation

/// What the system says of a file.
public enum FileFault {
    /// Why a file could not be read or written, in a clause.
    public static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: "there is no such file"
        case .fileReadNoPermission, .fileWriteNoPermission: "permission denied"
        case .fileWriteOutOfSpace: "the disk is full"
        case .fileWriteVolumeReadOnly: "the disk is mounted read-only"
        default:
            ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError)
                .map { String(cString: strerror(Int32(truncatingIfNeeded: $0.code))) }
                ?? error.localizedDescription
        }
    }
}
