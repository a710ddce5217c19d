DROP TABLE chunk_vectors, embedders;
