import GRDB

/// The database's shape. Migrations go forward only; a released one is never edited.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 first edition") { db in
            try db.execute(sql: subscribers)
            try db.execute(sql: mailings)
        }
        migrator.registerMigration("2 intake") { db in try db.execute(sql: intake) }
        migrator.registerMigration("3 versions and proof") { db in try db.execute(sql: versions) }
        migrator.registerMigration("4 consent and segments") { db in
            try db.execute(sql: consent)
            try AttributeIndexes(db).adopt()
            try AttributeIndexes(db).build()
        }
        migrator.registerMigration("5 sending") { db in try db.execute(sql: sending) }
        migrator.registerMigration("6 relays") { db in try db.execute(sql: relays) }
        migrator.registerMigration("7 story") { db in try db.execute(sql: story) }
        migrator.registerMigration("8 guard rails") { db in try db.execute(sql: guardRails) }
        migrator.registerMigration("9 amendments") { db in try db.execute(sql: amendments) }
        migrator.registerMigration("10 events") { db in try db.execute(sql: events) }
        migrator.registerMigration("11 holds") { db in try db.execute(sql: holds) }
        migrator.registerMigration("12 texts") { db in try db.execute(sql: texts) }
        migrator.registerMigration("13 unreferenced relays") { db in try unreferenceRelays(db) }
        migrator.registerMigration("14 planned mailings") { db in try db.execute(sql: planned) }
        migrator.registerMigration("15 revisions") { db in try db.execute(sql: revisions) }
        migrator.registerMigration("16 pace") { db in try db.execute(sql: pace) }
        migrator.registerMigration("17 newsroom") { db in try db.execute(sql: newsroom) }
        migrator.registerMigration("18 counts") { db in try db.execute(sql: counts) }
        migrator.registerMigration("19 names") { db in try db.execute(sql: names) }
        return migrator
    }
}
