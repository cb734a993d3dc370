ALTER TABLE "board_row" ALTER COLUMN "curve" SET DATA TYPE json USING to_json("curve");
