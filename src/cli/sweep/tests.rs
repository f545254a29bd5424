//! Tests of shards as files of bytes.
