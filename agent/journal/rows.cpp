#include "agent/journal/rows.hpp"

namespace holdfast::journal {

using platform::Statement;

Row row_from(const Statement& row) {
  return Row{.seq = static_cast<std::uint64_t>(row.integer(0)),
             .entry = {.type = row.text(1),
                       .version = static_cast<int>(row.integer(2)),
                       .bytes = row.text(7),
                       .boot = row.text(3),
                       .steady = SteadyTime{Duration{row.integer(4)}},
                       .wall = WallTime{Duration{row.integer(5)}},
                       .wall_certain = row.integer(6) != 0},
             .hash = row.text(8)};
}

Result<void> insert_row(Statement& insert, const Row& row) {
  return insert.bind(1, static_cast<std::int64_t>(row.seq))
      .bind(2, std::string_view(row.entry.type))
      .bind(3, std::int64_t{row.entry.version})
      .bind(4, std::string_view(row.entry.boot))
      .bind(5, std::int64_t{row.entry.steady.time_since_epoch().count()})
      .bind(6, std::int64_t{row.entry.wall.time_since_epoch().count()})
      .bind(7, std::int64_t{row.entry.wall_certain ? 1 : 0})
      .bind_blob(8, as_blob(row.entry.bytes))
      .bind_blob(9, as_blob(row.hash))
      .run();
}

Result<Blob> blob_from(const Statement& row) {
  Blob blob{.name = row.text(0), .version = static_cast<int>(row.integer(1)), .bytes = row.text(2)};
  const Result<std::string> digest = blob_hash(blob);
  if (!digest) return digest.error();
  if (*digest != row.text(3)) return make_error(Code::damaged, "the state '{}' does not fit its digest", blob.name);
  return blob;
}

}  // namespace holdfast::journal
