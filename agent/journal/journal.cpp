#include "agent/journal/journal.hpp"

#include "agent/journal/opening.hpp"
#include "agent/journal/reader.hpp"
#include "agent/journal/writer.hpp"
#include "platform/worker.hpp"

namespace holdfast::journal {
namespace {

// Commits that wait for a slow card; a loop that runs further ahead than this is told out_of_space.
constexpr std::size_t most_waiting = 256;

// What is wrong in words of the journal: what the caller should know and a person should do.
Error explained(const Error& error, const std::string& path) {
  switch (error.code) {
    case Code::out_of_space:
      return with_context(error, "nothing was stored, there is no space left for the journal {}; free some", path);
    case Code::damaged:
      return with_context(error, "the journal {} is damaged; restart the agent, which then sets it aside", path);
    default: return with_context(error, "journal {}", path);
  }
}

}  // namespace

struct Journal::State {
  State(boost::asio::any_io_executor loop, Options given, Ready ready, std::shared_ptr<Writer> writing,
        std::shared_ptr<Reader> reading)
      : options(std::move(given)),
        lock(std::make_shared<platform::LockFile>(std::move(ready.lock))),
        writer(std::move(writing)),
        reader(std::move(reading)),
        write_thread(loop, "journal-write", most_waiting),
        read_thread(loop, "journal-read", most_waiting) {
    opened.epoch = ready.meta.identity.epoch;
    opened.last_seq = writer->last_seq();
    opened.set_aside = ready.set_aside;
    opened.damage = ready.damage;
    meta = ready.meta;
  }

  Options options;
  Opened opened;
  Meta meta;
  // Shared with the jobs on the threads: one that hangs in the disk outlives us, and keeps the files and the lock.
  std::shared_ptr<platform::LockFile> lock;
  std::shared_ptr<Writer> writer;
  std::shared_ptr<Reader> reader;
  platform::Worker write_thread;
  platform::Worker read_thread;
};

Result<std::unique_ptr<Journal>> Journal::open(boost::asio::any_io_executor loop, Options options) {
  Result<Ready> ready = make_ready(loop, options);
  if (!ready) return ready.error();
  Result<std::shared_ptr<Writer>> writer = Writer::open(options.path, ready->meta);
  if (!writer) return explained(writer.error(), options.path);
  Result<std::shared_ptr<Reader>> reader = Reader::open(options.path, ready->meta);
  if (!reader) return explained(reader.error(), options.path);
  auto state = std::make_unique<State>(loop, std::move(options), std::move(*ready), *writer, *reader);
  return std::unique_ptr<Journal>(new Journal(std::move(state)));
}

Journal::Journal(std::unique_ptr<State> state) : state_(std::move(state)) {}
Journal::~Journal() = default;

const Opened& Journal::opened() const { return state_->opened; }
const std::string& Journal::site() const { return state_->options.site; }
const std::string& Journal::agent() const { return state_->options.agent; }

Awaitable<Result<std::uint64_t>> Journal::commit(std::vector<Entry> entries, std::vector<Blob> blobs) {
  if (entries.empty() && blobs.empty()) co_return state_->writer->last_seq();
  const std::string path = state_->options.path;
  std::function<Result<std::uint64_t>()> job = [writer = state_->writer, lock = state_->lock,
                                                entries = std::move(entries),
                                                blobs = std::move(blobs)] { return writer->commit(entries, blobs); };
  Result<std::uint64_t> committed = co_await state_->write_thread.run(std::move(job));
  if (!committed) co_return explained(committed.error(), path);
  co_return committed;
}

Result<std::optional<Blob>> Journal::load(const std::string& name) {
  // A connection of its own: the reader's belongs to the reader's thread.
  Result<std::shared_ptr<Reader>> reader = Reader::open(state_->options.path, state_->meta);
  if (!reader) return explained(reader.error(), state_->options.path);
  Result<std::optional<Blob>> blob = (*reader)->load(name);
  if (!blob) return explained(blob.error(), state_->options.path);
  return blob;
}

Awaitable<Result<Journal::Position>> Journal::cursor(std::string reader) {
  const std::string path = state_->options.path;
  std::function<Result<Position>()> job = [from = state_->reader, lock = state_->lock, reader = std::move(reader)] {
    return from->cursor(reader);
  };
  Result<Position> position = co_await state_->read_thread.run(std::move(job));
  if (!position) co_return explained(position.error(), path);
  co_return position;
}

Awaitable<Result<void>> Journal::advance(std::string reader, Position position) {
  const std::string path = state_->options.path;
  std::function<Result<void>()> job = [writer = state_->writer, lock = state_->lock, reader = std::move(reader),
                                       position] { return writer->advance(reader, position); };
  Result<void> moved = co_await state_->write_thread.run(std::move(job));
  if (!moved) co_return explained(moved.error(), path);
  co_return moved;
}

Awaitable<Result<std::vector<Record>>> Journal::read_after(Position position, std::size_t limit) {
  const std::string path = state_->options.path;
  std::function<Result<std::vector<Record>>()> job = [from = state_->reader, lock = state_->lock, position, limit] {
    return from->read_after(position, limit);
  };
  Result<std::vector<Record>> records = co_await state_->read_thread.run(std::move(job));
  if (!records) co_return explained(records.error(), path);
  co_return records;
}

Awaitable<Result<std::vector<Record>>> Journal::read_last(std::size_t limit) {
  const std::string path = state_->options.path;
  std::function<Result<std::vector<Record>>()> job = [from = state_->reader, lock = state_->lock, limit] {
    return from->read_last(limit);
  };
  Result<std::vector<Record>> records = co_await state_->read_thread.run(std::move(job));
  if (!records) co_return explained(records.error(), path);
  co_return records;
}

Journal::Position Journal::last() const { return {state_->opened.epoch, state_->writer->last_seq()}; }
std::uint64_t Journal::commits() const { return state_->writer->commits(); }

bool Journal::stop(Duration patience) {
  const bool written = state_->write_thread.stop(patience, true);
  const bool read = state_->read_thread.stop(patience / 4);
  return written && read;
}

}  // namespace holdfast::journal
