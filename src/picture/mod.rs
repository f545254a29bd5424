//! Pictures as bytes: SVG plots and PNG images of data, traces and histograms. It computes nothing that it draws.
